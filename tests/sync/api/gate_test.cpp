#include "sync/api/gate.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <vector>

#include "tests/sync/api/api_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

struct GateWorld : ApiWorld {
  std::optional<Gate> made;
  Gate& gate() {
    if (!made) made.emplace(options, environment());
    return *made;
  }
  Gate::Passage enter(Priority priority = Priority::kTail) {
    const auto passage = run(gate().enter(priority));
    REQUIRE(passage);
    return *passage;
  }
  core::Error refusal(Priority priority) {
    const auto passage = run(gate().enter(priority));
    REQUIRE_FALSE(passage);
    return passage.error();
  }
  void tell(std::int64_t left) {
    RateHeaders headers;
    headers.daily = 250000;
    headers.daily_remaining = left;
    const Gate::Passage passage = enter();
    gate().learn(passage, headers);
    gate().release(passage);
  }
  void die(int times, Sign sign = Sign::kDeath) {
    for (int i = 0; i < times; ++i) gate().ended(enter(), sign);
  }
};

boost::asio::awaitable<void> pass(Gate& gate, std::vector<core::SteadyTime>& passed) {
  const auto passage = co_await gate.enter(Priority::kTail);
  REQUIRE(passage);
  passed.push_back(passage->sent);
}

}  // namespace

TEST_CASE("work that must leave the quota to others is refused at once, other work is let through") {
  GateWorld world;
  world.tell(30000);
  const core::Error error = world.refusal(Priority::kReconcile);
  CHECK(error.code() == core::ErrorCode::kDailyLimit);
  CHECK(
      error.message().starts_with("the day's quota is nearly used up: 30,000 of 250,000 requests are left"));
  CHECK(error.message().find("reconcile goes on at 2026-11-22T00:0") != std::string::npos);
  world.enter(Priority::kBackfill);
  world.enter(Priority::kTail);
  CHECK(world.elapsed() == 0ms);
}

TEST_CASE("work goes on after midnight, within a minute") {
  GateWorld world;
  world.tell(30000);
  const core::Timestamp midnight = core::Timestamp::parse("2026-11-22T00:00:00Z").value();
  const auto until = world.gate().ledger().rest(Priority::kReconcile, world.clock.now())->until;
  CHECK(until >= midnight);
  CHECK(until < midnight + 60s);
  world.clock.advance(midnight - world.clock.now());
  world.enter(Priority::kReconcile);
}

TEST_CASE("several that wait for the rate don't go below the reserve together") {
  GateWorld world;
  world.tell(50003);
  world.gate().pause(10s);
  int passed = 0;
  int refused = 0;
  const auto enter = [](GateWorld& w, int& passages, int& refusals) -> boost::asio::awaitable<void> {
    const auto passage = co_await w.gate().enter(Priority::kReconcile);
    ++(passage ? passages : refusals);
    co_await w.waiter.wait(200ms);
    if (passage) w.gate().release(*passage);
  };
  for (int i = 0; i < 10; ++i) {
    boost::asio::co_spawn(world.context, enter(world, passed, refused), boost::asio::detached);
  }
  tests::run(world.context, world.waiter);
  CHECK(passed == 3);
  CHECK(refused == 7);
}

TEST_CASE("while the upstream is dead one at a time goes, and its success lets all others follow") {
  GateWorld world;
  world.die(5);
  CHECK(world.log.count("warning the upstream is down") == 1);
  std::vector<core::SteadyTime> passed;
  for (int i = 0; i < 4; ++i) {
    boost::asio::co_spawn(world.context, pass(world.gate(), passed), boost::asio::detached);
  }
  const auto opened = world.clock.steady_now();
  run_for(world.context, world.clock, world.waiter, 30s);
  REQUIRE(passed.size() == 1);
  CHECK(passed[0] - opened <= 1s);
  world.gate().ended({passed[0], {}, true}, Sign::kLife);
  run_for(world.context, world.clock, world.waiter, 2s);
  CHECK(passed.size() == 4);
  CHECK(world.log.count("the upstream answers again") == 1);
}

TEST_CASE("a dead upstream is told once, not with every probe") {
  GateWorld world;
  world.die(40, Sign::kErrors);
  CHECK(world.log.count("the upstream is down; from now on single requests find out when it is back "
                        "reason=it answers with errors of its own") == 1);
  CHECK(world.elapsed() > 5min);  // 35 probes, half a minute apart on average
}

// Fault 26.
TEST_CASE("after a refusal for the day nobody is let through") {
  GateWorld world;
  world.enter();
  world.gate().refused_for_today(std::nullopt);
  for (const Priority priority : {Priority::kTail, Priority::kBackfill}) {
    CHECK(world.refusal(priority).code() == core::ErrorCode::kDailyLimit);
  }
}
