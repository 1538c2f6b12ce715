#include "sync/api/request_runner.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/runner_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using core::ErrorCode;

TEST_CASE("a good answer takes one exchange and no time") {
  RunnerWorld world;
  world.answers(200, 1);
  CHECK(world.call() == 1);
  CHECK(world.elapsed() == 0ms);
  REQUIRE(world.transport.sent.size() == 1);
  CHECK(world.transport.sent[0].target == "/t?limit=500");
  CHECK(world.transport.sent[0].token == ApiWorld::kToken);
}

// Fault 7.
TEST_CASE("transient failures of the way are tried again with growing pauses") {
  RunnerWorld world;
  for (const ErrorCode code :
       {ErrorCode::kDns, ErrorCode::kConnect, ErrorCode::kConnectionLost, ErrorCode::kProxy}) {
    world.transport.then_fail(code);
  }
  world.answers(200, 1);
  CHECK(world.call() == 5);
  CHECK(world.elapsed() > 0ms);
  CHECK(world.elapsed() <= 7500ms);
  CHECK(world.runner->statistics().retries == 4);
  CHECK(world.runner->statistics().errors == 4);
  CHECK(world.runner->statistics().requests == 5);
}

TEST_CASE("the last failure is the caller's") {
  RunnerWorld world;
  for (int i = 0; i < 6; ++i) world.transport.then_fail(ErrorCode::kConnect);
  const auto result = world.call();
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::kConnect);
  CHECK(result.error().message() == "the test: scripted");
  CHECK(world.transport.sent.size() == 6);
}

TEST_CASE("a peer that can't be verified is asked once more only") {
  RunnerWorld world;
  for (int i = 0; i < 6; ++i) world.transport.then_fail(ErrorCode::kTls);
  CHECK(world.call().error().code() == ErrorCode::kTls);
  CHECK(world.transport.sent.size() == 2);
}

// Fault 36.
TEST_CASE("a redirect is final and hints at captive portals") {
  RunnerWorld world;
  world.transport.then_fail(ErrorCode::kRedirect);
  const auto result = world.call();
  CHECK(result.error().code() == ErrorCode::kRedirect);
  CHECK(result.error().mend().find("captive portal") != std::string::npos);
  CHECK(world.transport.sent.size() == 1);
}

// Fault 12.
TEST_CASE("an answer that can't be used is tried again three times in all") {
  RunnerWorld world;
  world.answers(200, 2, "bad");
  world.answers(200, 1);
  CHECK(world.call() == 3);
  world.answers(200, 3, "bad");
  CHECK(world.call().error().code() == ErrorCode::kBadResponse);
  CHECK(world.transport.sent.size() == 6);
}

// Fault 31.
TEST_CASE("a refused token is not used again") {
  RunnerWorld world;
  world.answers(401, 6, R"({"category":"EXPIRED_AUTHENTICATION","message":"expired 20705 day(s) ago"})");
  const auto result = world.call();
  CHECK(result.error().code() == ErrorCode::kUnauthorized);
  CHECK_FALSE(result.error().mend().empty());
  CHECK(world.transport.sent.size() == 1);
}

// Fault 32.
TEST_CASE("after a 401 the page is asked again once with a renewed token") {
  RunnerWorld world;
  int asked = 0;
  world.token = [&asked] { return core::Secret("token-" + std::to_string(++asked)); };
  world.answers(401, 1);
  world.answers(200, 1);
  CHECK(world.call() == 2);
  CHECK(world.transport.sent[0].token == "token-1");
  CHECK(world.transport.sent[1].token == "token-2");
}

// Fault 31.
TEST_CASE("a token source that always has another token makes two calls at most") {
  RunnerWorld world;
  int asked = 0;
  world.token = [&asked] { return core::Secret("token-" + std::to_string(++asked)); };
  world.answers(401, 6);
  CHECK(world.call().error().code() == ErrorCode::kUnauthorized);
  CHECK(world.transport.sent.size() == 2);
}

TEST_CASE("without a token nothing is sent") {
  RunnerWorld world;
  world.token = []() -> core::Result<core::Secret> {
    return core::fail(ErrorCode::kConfig, "no token file");
  };
  CHECK(world.call().error().message() == "no token file");
  CHECK(world.transport.sent.empty());
}

// Fault 33.
TEST_CASE("a missing scope is named") {
  RunnerWorld world;
  world.answers(
      403, 1,
      R"({"category":"MISSING_SCOPES","errors":[{"context":{"requiredGranularScopes":["x.read"]}}]})");
  CHECK(world.call().error().mend() == "give the app or key this scope: x.read");
  CHECK(world.transport.sent.size() == 1);
}

// Fault 35.
TEST_CASE("a refused cursor is final for the request") {
  RunnerWorld world;
  world.answers(400, 1, R"({"subCategory":"ConversationsApiError.UNPARSEABLE_TOKEN"})");
  CHECK(world.call(Subject::kListing, true).error().code() == ErrorCode::kBadCursor);
  CHECK(world.transport.sent.size() == 1);
}

// Fault 70.
TEST_CASE("a retired path is final and names the setting") {
  RunnerWorld world;
  world.transport.then(web_page(404));
  const auto result = world.call();
  CHECK(result.error().code() == ErrorCode::kGone);
  CHECK(result.error().mend().find("api_version") != std::string::npos);
  CHECK(world.transport.sent.size() == 1);
}

TEST_CASE("an echoed token reaches neither the error nor the log") {
  RunnerWorld world;
  world.answers(401, 1, std::string(R"({"message":"bad token )") + ApiWorld::kToken + "\"}");
  const auto result = world.call();
  CHECK(result.error().message().find("bad token [redacted]") != std::string::npos);
  world.transport.script.push_back(core::fail(ErrorCode::kConnect, std::string("sent ") + ApiWorld::kToken));
  world.answers(200, 1);
  CHECK(world.call() == 2);
  CHECK(world.log.count(ApiWorld::kToken) == 0);
  CHECK(world.log.count("[redacted]") > 0);
}

TEST_CASE("of an echoed token not even a part is left by cutting the message") {
  RunnerWorld world;
  const std::string padding(190, 'x');  // the message is cut at 200 bytes, within the token
  world.answers(400, 1, "{\"message\":\"" + padding + ApiWorld::kToken + "\"}");
  CHECK(world.call().error().message().find("pat-") == std::string::npos);
}

TEST_CASE("retries are warned of, but not each one") {
  RunnerWorld world;
  for (int i = 0; i < 4; ++i) world.transport.then_fail(ErrorCode::kConnect);
  world.answers(200, 1);
  CHECK(world.call() == 5);
  CHECK(world.log.count("warning request failed, trying again request=the test code=connect") == 1);
  CHECK(world.log.count("debug request failed, trying again") == 3);
  CHECK(world.log.count("debug request target=/t?limit=500") == 5);
}
