// How calls behave when the server wants less: fewer requests, later ones, smaller pages.
#include "sync/api/request_runner.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/sync/api/runner_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using core::ErrorCode;

namespace {

// Gives out its first token only after so long.
class SlowCredentials final : public Credentials {
 public:
  explicit SlowCredentials(core::Waiter& waiter) : waiter_(waiter) {}
  boost::asio::awaitable<core::Result<core::Secret>> token() override {
    co_await waiter_.wait(20s);
    co_return core::Secret(ApiWorld::kToken);
  }
  boost::asio::awaitable<core::Result<core::Secret>> renew(core::Secret) override { return token(); }

 private:
  core::Waiter& waiter_;
};

}  // namespace

// Fault 32.
TEST_CASE("requests that have waited for a token together don't go as a burst") {
  RunnerWorld world;
  world.options.requests_per_window = 10;
  world.options.share = 1;
  world.credentials = std::make_unique<SlowCredentials>(world.waiter);
  RequestRunner runner(world.options, *world.credentials, world.environment());
  world.answers(200, 30);
  for (int i = 0; i < 30; ++i) {
    Call call;
    call.target = [](int) { return "/t"; };
    call.accept = [](const auto&) { return core::Status(); };
    boost::asio::co_spawn(world.context, runner.run(std::move(call)), boost::asio::detached);
  }
  tests::run(world.context, world.waiter);
  const auto& sent = world.transport.sent;
  REQUIRE(sent.size() == 30);
  for (std::size_t i = 10; i < sent.size(); ++i) CHECK(sent[i].at - sent[i - 10].at >= 9s);
}

// Fault 25.
TEST_CASE("after a 429 without Retry-After all requests pause for the window") {
  RunnerWorld world;
  world.answers(429, 1);
  world.answers(200, 1);
  CHECK(world.call() == 2);
  CHECK(world.elapsed() >= 10s);
  CHECK(world.elapsed() < 11s);
  CHECK(world.runner->statistics().rate_limited == 1);
}

// Fault 27.
TEST_CASE("a Retry-After is waited for") {
  RunnerWorld world;
  world.transport.then(answer(429, "{}", {{"Retry-After", "3"}}));
  world.answers(200, 1);
  CHECK(world.call() == 2);
  CHECK(world.elapsed() >= 3s);
  CHECK(world.elapsed() < 4s);
}

// Fault 27.
TEST_CASE("a Retry-After that is too long is handed to the caller with the wish") {
  RunnerWorld world;
  world.transport.then(answer(503, "{}", {{"Retry-After", "3600"}}));
  const auto result = world.call();
  CHECK(result.error().code() == ErrorCode::kServerError);
  CHECK(result.error().message().ends_with("; it asks to wait 3600 s"));
  CHECK(world.transport.sent.size() == 1);
}

// Fault 29.
TEST_CASE("a moving account is waited for, or reported with its wish") {
  RunnerWorld world;
  world.transport.then(answer(477, "{}", {{"Retry-After", "120"}}));
  world.answers(200, 1);
  CHECK(world.call() == 2);
  CHECK(world.elapsed() >= 120s);
  world.transport.then(answer(477, "{}", {{"Retry-After", "86400"}}));
  const auto result = world.call();
  CHECK(result.error().code() == ErrorCode::kAccountMoved);
  CHECK(result.error().message().ends_with("it asks to wait 86400 s"));
}

// Fault 30.
TEST_CASE("a lock is waited for at least two seconds") {
  RunnerWorld world;
  world.answers(423, 1);
  world.answers(200, 1);
  CHECK(world.call() == 2);
  CHECK(world.elapsed() >= 2s);
}

// Fault 26.
TEST_CASE("the daily limit is reported at once, without a storm") {
  RunnerWorld world;
  world.answers(429, 1, R"({"policyName":"DAILY","message":"You have reached your daily limit."})");
  CHECK(world.call().error().code() == ErrorCode::kDailyLimit);
  CHECK(world.transport.sent.size() == 1);
  CHECK(world.elapsed() == 0ms);
}

// Fault 28.
TEST_CASE("in a long outage retries stay a small part, and the first success ends it") {
  RunnerWorld world;
  world.transport.afterwards = [](const auto&) { return answer(503, "<html>"); };
  while (world.elapsed() < 6h) {
    CHECK(world.call().error().code() == ErrorCode::kServerError);
    world.clock.advance(60s);
  }
  // The reserve, then about two an hour.
  CHECK(world.transport.sent.size() > 10);
  CHECK(world.transport.sent.size() <= 10 + 20);
  world.transport.afterwards = [](const auto&) { return json("{}"); };
  world.clock.advance(40min);
  CHECK(world.call() == 1);
}

TEST_CASE("failures without an answer cost no budget") {
  RunnerWorld world;
  world.transport.afterwards = [](const auto&) { return core::fail(ErrorCode::kConnect, "down"); };
  for (int i = 0; i < 10; ++i) CHECK(world.call().error().code() == ErrorCode::kConnect);
  CHECK(world.transport.sent.size() == 60);
}

// Fault 38.
TEST_CASE("answers that are too large halve the page size for good") {
  RunnerWorld world;
  world.transport.then_fail(ErrorCode::kTooLarge);
  world.transport.then_fail(ErrorCode::kTooLarge);
  world.answers(200, 2);
  CHECK(world.call() == 3);
  CHECK(world.transport.sent[2].target == "/t?limit=125");
  CHECK(world.elapsed() == 0ms);
  CHECK(world.call() == 1);
  CHECK(world.transport.sent[3].target == "/t?limit=125");
  CHECK(world.runner->statistics().page_size == 125);
}

// Fault 38.
TEST_CASE("halving ends at ten, and things that are no pages are not halved") {
  RunnerWorld world;
  world.transport.afterwards = [](const auto&) { return core::fail(ErrorCode::kTooLarge, "bomb"); };
  CHECK(world.call(Subject::kThread).error().code() == ErrorCode::kTooLarge);
  CHECK(world.transport.sent.size() == 1);
  CHECK(world.call().error().code() == ErrorCode::kTooLarge);
  CHECK(world.transport.sent.size() == 8);
  CHECK(world.transport.sent.back().target == "/t?limit=10");
}

// Fault 68.
TEST_CASE("a refused limit is lowered until it is accepted") {
  RunnerWorld world;
  world.answers(400, 3,
                R"({"message":"limit must be less than or equal to 100","category":"VALIDATION_ERROR"})");
  world.answers(200, 1);
  CHECK(world.call() == 4);
  CHECK(world.transport.sent.back().target == "/t?limit=62");
}

// Fault 40.
TEST_CASE("the limits that the headers tell are adopted and shown") {
  RunnerWorld world;
  world.transport.then(answer(200, "{}",
                              {{"X-HubSpot-RateLimit-Max", "190"},
                               {"X-HubSpot-RateLimit-Interval-Milliseconds", "10000"},
                               {"X-HubSpot-RateLimit-Daily", "625000"},
                               {"X-HubSpot-RateLimit-Daily-Remaining", "600000"}}));
  world.transport.then(answer(200, "{}", {{"X-HubSpot-RateLimit-Max", "-7"}}));
  CHECK(world.call() == 1);
  CHECK(world.call() == 1);
  const RateBudget rate = world.runner->statistics().rate;
  CHECK(rate.requests_per_window == 190);
  CHECK(rate.window == 10s);
  CHECK(rate.daily == 625000);
  CHECK(rate.daily_remaining == 600000);
}
