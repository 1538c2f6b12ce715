#include "sync/api/answer_body.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::string_literals;

namespace {

std::string refusal(const sync::http::Response& response) {
  const auto parsed = parse_body(response);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code() == core::ErrorCode::kBadResponse);
  return parsed.error().text();
}

sync::http::Response typed(std::string type, std::string body = "{}") {
  return answer(200, std::move(body), {{"content-type", std::move(type)}});
}

}  // namespace

TEST_CASE("JSON is accepted under each of its usual names, and without a name") {
  for (const char* type :
       {"application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\"",
        "text/json", "application/problem+json", "application/json; version=1; charset=utf8", ""}) {
    CHECK_MESSAGE(parse_body(typed(type)), type);
  }
  CHECK(parse_body(answer(200, "{}", {})));
}

// Fault 39.
TEST_CASE("a byte order mark is stripped") { CHECK(parse_body(json("\xEF\xBB\xBF{\"a\":1}"))); }

// Fault 39.
TEST_CASE("other content types and other encodings are refused, and the message says which") {
  CHECK(refusal(typed("text/plain")) == "the answer is \"text/plain\", not JSON");
  CHECK(refusal(typed("application/json; charset=utf-16")).ends_with("not UTF-8"));
  CHECK(refusal(typed("application/json; a=b; charset=iso-8859-1")).ends_with("not UTF-8"));
  CHECK(refusal(json("\xFF\xFE{\0}\0"s)) == "the answer is UTF-16 or UTF-32, not UTF-8");
  CHECK(refusal(json("{\0}\0"s)) == "the answer is UTF-16 or UTF-32, not UTF-8");
  CHECK(refusal(json("\0{\0}"s)) == "the answer is UTF-16 or UTF-32, not UTF-8");
}

// Fault 12.
TEST_CASE("a web page is refused with a hint at captive portals, also when it claims to be JSON") {
  CHECK(refusal(web_page(200)).find("captive portal") != std::string::npos);
  CHECK(refusal(json("\r\n <html></html>")).find("captive portal") != std::string::npos);
  CHECK(is_html(web_page(200)));
  CHECK_FALSE(is_html(json("{}")));
}

// Fault 42.
TEST_CASE("an empty body is refused") {
  CHECK(refusal(json("")) == "the answer has an empty body");
  CHECK(refusal(json(" \n")) == "the answer has an empty body");
}
