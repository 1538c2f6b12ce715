#include "sync/api/problem.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror::sync::api;
using namespace threadmirror::tests;

TEST_CASE("a whole error body is read") {
  const Problem problem = read_problem(answer(403, R"({"status":"error","message":"This app lacks a scope",
    "correlationId":"c-1","category":"MISSING_SCOPES","subCategory":"S.X","policyName":"P","errors":[
      {"message":"m","context":{"requiredGranularScopes":["conversations.read","tickets"]}},
      {"context":{"requiredGranularScopes":["tickets",7]}}]})"));
  CHECK(problem.message == "This app lacks a scope");
  CHECK(problem.category == "MISSING_SCOPES");
  CHECK(problem.sub_category == "S.X");
  CHECK(problem.policy_name == "P");
  CHECK(problem.correlation_id == "c-1");
  CHECK(problem.required_scopes == std::vector<std::string>{"conversations.read", "tickets"});
}

TEST_CASE("what is no error body gives an empty problem") {
  for (const char* body :
       {"", "<html>", "[1]", "null", "{\"message\":5,\"errors\":{}}", "{\"errors\":[1,{}]}", "{"}) {
    const Problem problem = read_problem(answer(500, body));
    CHECK(problem.message.empty());
    CHECK(problem.required_scopes.empty());
  }
}

// Fault 53.
TEST_CASE("messages are made printable and cut") {
  CHECK(read_problem(answer(400, R"({"message":"a\n\u001b[2Jb"})")).message == "a\\n\\x1b[2Jb");
  const std::string shown =
      read_problem(answer(400, "{\"message\":\"" + std::string(5000, 'x') + "\"}")).message;
  CHECK(shown == std::string(200, 'x') + "…");
}
