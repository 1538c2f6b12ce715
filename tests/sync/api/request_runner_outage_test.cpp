// How calls behave while the upstream is down, and on days on which it often is.
#include <doctest/doctest.h>

#include "tests/sync/api/runner_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using core::ErrorCode;

namespace {

struct Day {
  int answers = 0;
  int errors = 0;
  double share() const { return static_cast<double>(errors) / answers; }
};

// A day of polls, half a minute apart, with rests after failures as the tail makes them.
Day spend_day(RunnerWorld& world, const std::function<bool(std::chrono::milliseconds)>& is_down) {
  Day day;
  world.transport.afterwards = [&](const auto&) {
    ++day.answers;
    if (!is_down(world.elapsed())) return answer(200, "{}");
    ++day.errors;
    return answer(503, "<html>");
  };
  int failures = 0;
  while (world.elapsed() < 24h) {
    failures = world.call() ? 0 : failures + 1;
    const auto rest =
        failures == 0 ? 30s : std::min<std::chrono::seconds>(300s, 2s * (1 << std::min(failures, 10)));
    world.clock.advance(rest);
  }
  return day;
}

}  // namespace

// Fault 28.
TEST_CASE("error answers stay below a twentieth of a day's requests, though every other hour is an outage") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    RunnerWorld world;
    world.random = core::SeededRandom(seed);
    const Day day = spend_day(world, [](std::chrono::milliseconds t) { return (t / 1h) % 2 == 1; });
    CAPTURE(day.errors);
    CAPTURE(day.answers);
    CHECK(day.errors > 0);
    CHECK(day.share() < 0.05);
  }
}

// Fault 28.
TEST_CASE("error answers stay below a twentieth of a day's requests, though half of the day is one outage") {
  RunnerWorld world;
  const Day day = spend_day(world, [](std::chrono::milliseconds t) { return t >= 6h && t < 18h; });
  CAPTURE(day.errors);
  CHECK(day.share() < 0.05);
  CHECK(day.answers > 1400);
}

// Fault 29.
TEST_CASE("an account that is being moved for a day is asked for now and then only") {
  RunnerWorld world;
  const auto moved = answer(477, "{}", {{"Retry-After", "86400"}});
  world.transport.afterwards = [&](const auto&) { return moved; };
  while (world.elapsed() < 24h) {
    CHECK(world.call().error().code() == ErrorCode::kAccountMoved);
    world.clock.advance(5min);
  }
  CHECK(world.transport.sent.size() <= 10 + 5 * 24 / 2);
}

TEST_CASE("when the upstream is back after long errors, that is found out within forty minutes") {
  RunnerWorld world;
  bool is_down = true;
  world.transport.afterwards = [&](const auto&) { return answer(is_down ? 503 : 200, "{}"); };
  while (world.elapsed() < 6h) {
    CHECK_FALSE(world.call());
    world.clock.advance(30s);
  }
  is_down = false;
  const auto back = world.elapsed();
  const auto unsent = world.call();
  REQUIRE_FALSE(unsent);
  CHECK(unsent.error().code() == ErrorCode::kServerError);
  CHECK(unsent.error().message().starts_with("the upstream is down, and is asked again in "));
  CHECK(unsent.error().message().find("HubSpot answered 503") != std::string::npos);
  while (!world.call()) world.clock.advance(30s);
  CHECK(world.elapsed() - back <= 41min);
  const auto next = world.elapsed();
  for (int i = 0; i < 5; ++i) CHECK(world.call());
  CHECK(world.elapsed() == next);
}

TEST_CASE("an upstream that can't be reached is found out to be back within a minute") {
  RunnerWorld world;
  world.transport.afterwards = [](const auto&) { return core::fail(ErrorCode::kConnect, "down"); };
  while (world.elapsed() < 6h) CHECK_FALSE(world.call());
  world.transport.afterwards = [](const auto&) { return json("{}"); };
  const auto back = world.elapsed();
  CHECK(world.call());
  CHECK(world.elapsed() - back <= 60s);
}

TEST_CASE("the few attempts of a command end in about the time that its own pauses take") {
  RunnerWorld world;
  world.options.retry.attempts = 5;
  for (int i = 0; i < 5; ++i) world.transport.then_fail(ErrorCode::kConnect);
  CHECK(world.call().error().code() == ErrorCode::kConnect);
  CHECK(world.elapsed() <= 7500ms);
}

TEST_CASE("no call waits for long, however rare the probes are") {
  RunnerWorld world;
  world.transport.afterwards = [](const auto&) { return answer(503, "{}"); };
  for (int i = 0; i < 50; ++i) CHECK_FALSE(world.call());
  // The pauses of the first few calls, and then one of about a minute.
  CHECK(world.elapsed() < 4min);
  CHECK(world.transport.sent.size() < 16);
}

TEST_CASE("a listing whose answers are bad, refusals and the rate's limit say nothing against the upstream") {
  RunnerWorld world;
  world.options.retry.attempts = 2;
  for (int i = 0; i < 3; ++i) {
    world.answers(200, 2, "bad");
    CHECK(world.call().error().code() == ErrorCode::kBadResponse);
    world.answers(400, 1, R"({"subCategory":"ConversationsApiError.UNPARSEABLE_TOKEN"})");
    CHECK(world.call(Subject::kListing, true).error().code() == ErrorCode::kBadCursor);
    world.answers(429, 2);
    CHECK(world.call().error().code() == ErrorCode::kRateLimited);
  }
  CHECK(world.log.count("the upstream is down") == 0);
}

TEST_CASE("an answer of any usable kind ends an outage") {
  RunnerWorld world;
  world.options.retry.attempts = 5;
  for (int i = 0; i < 5; ++i) world.transport.then_fail(ErrorCode::kTimeout);
  CHECK_FALSE(world.call());
  CHECK_FALSE(world.call(Subject::kThread));
  world.answers(404, 1, R"({"message":"no such thread"})");
  CHECK(world.log.count("the upstream is down") == 1);
  CHECK(world.call(Subject::kThread).error().code() == ErrorCode::kNotFound);
  CHECK(world.log.count("the upstream answers again") == 1);
}

// Faults 26, 31.
TEST_CASE("what must rest for the day's quota is not sent, and does not even ask for a token") {
  RunnerWorld world;
  world.transport.then(answer(
      200, "{}", {{"X-HubSpot-RateLimit-Daily", "1000"}, {"X-HubSpot-RateLimit-Daily-Remaining", "20"}}));
  CHECK(world.call() == 1);
  world.token = []() -> core::Result<core::Secret> { return core::fail(ErrorCode::kConfig, "was asked"); };
  const auto refused = world.call();
  CHECK(refused.error().code() == ErrorCode::kDailyLimit);
  CHECK(refused.error().message().find("20 of 1,000 requests are left, and 200 are reserved") !=
        std::string::npos);
  CHECK(world.transport.sent.size() == 1);
  CHECK(world.runner->statistics().errors == 0);
}

// Fault 26.
TEST_CASE(
    "after a 429 for the day nothing is sent for an hour, then one request, and a success ends the rest") {
  RunnerWorld world;
  world.answers(429, 2, R"({"policyName":"DAILY","message":"You have reached your daily limit."})");
  CHECK(world.call().error().code() == ErrorCode::kDailyLimit);
  for (int i = 0; i < 11; ++i) {
    CHECK(world.call().error().code() == ErrorCode::kDailyLimit);
    world.clock.advance(5min);
  }
  CHECK(world.transport.sent.size() == 1);
  world.clock.advance(5min);
  CHECK(world.call().error().code() == ErrorCode::kDailyLimit);
  CHECK(world.transport.sent.size() == 2);
  world.answers(200, 2);
  world.clock.advance(1h);
  CHECK(world.call() == 1);
  CHECK(world.call() == 1);
}
