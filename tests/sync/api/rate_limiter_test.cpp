#include "sync/api/rate_limiter.hpp"

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <vector>

#include "tests/support/time/fake_time.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

struct World {
  boost::asio::io_context context;
  FakeClock clock;
  FakeWaiter waiter{context, clock};
  RateLimiter limiter{TokenBucket({10, 1s}, 1), clock, waiter};
  std::vector<int> served;
  std::vector<core::SteadyTime> times;
};

boost::asio::awaitable<void> acquire(World& world, int number, int rounds,
                                     Priority priority = Priority::kTail) {
  for (int i = 0; i < rounds; ++i) {
    co_await world.limiter.acquire(priority);
    world.served.push_back(number);
    world.times.push_back(world.clock.steady_now());
  }
}

}  // namespace

TEST_CASE("callers are served in the order in which they came") {
  World world;
  for (int i = 0; i < 40; ++i)
    boost::asio::co_spawn(world.context, acquire(world, i, 1), boost::asio::detached);
  run(world.context, world.waiter);
  REQUIRE(world.served.size() == 40);
  for (int i = 0; i < 40; ++i) CHECK(world.served[static_cast<std::size_t>(i)] == i);
  CHECK(world.times.back() - world.times.front() >= 3s);
  CHECK(world.times.back() - world.times.front() <= 4s);
}

TEST_CASE("callers that come again and again take turns") {
  World world;
  for (int i = 0; i < 4; ++i)
    boost::asio::co_spawn(world.context, acquire(world, i, 50), boost::asio::detached);
  run(world.context, world.waiter);
  REQUIRE(world.served.size() == 200);
  // After the first burst, which the first caller finds free, it goes round and round.
  for (std::size_t i = 8; i < 100; ++i) CHECK(world.served[i] == world.served[i - 4]);
  for (std::size_t i = 10; i < world.times.size(); ++i) CHECK(world.times[i] - world.times[i - 10] >= 1s);
}

// Fault 25.
TEST_CASE("a pause holds callers that already wait, too") {
  World world;
  for (int i = 0; i < 20; ++i)
    boost::asio::co_spawn(world.context, acquire(world, i, 1), boost::asio::detached);
  const auto start = world.clock.steady_now();
  run_until(world.context, world.waiter, [&] { return world.served.size() == 5; });
  world.limiter.pause(10s);
  const auto paused_at = world.clock.steady_now();
  run(world.context, world.waiter);
  CHECK(paused_at - start < 1s);
  CHECK(world.times[5] - paused_at >= 10s);
  CHECK(world.served.size() == 20);
}

TEST_CASE("of those who wait the most urgent is served first, whenever it came") {
  World world;
  world.limiter.pause(5s);
  const auto come = [&](int number, Priority priority) {
    boost::asio::co_spawn(world.context, acquire(world, number, 1, priority), boost::asio::detached);
  };
  come(1, Priority::kBackfill);
  come(2, Priority::kBackfill);
  come(3, Priority::kReconcile);
  come(4, Priority::kConfirmation);
  run_until(world.context, world.waiter, [&] { return world.waiter.pending() == 4; });
  world.clock.advance(2s);
  come(5, Priority::kTail);
  come(6, Priority::kReconcile);
  come(7, Priority::kTail);
  run(world.context, world.waiter);
  CHECK(world.served == std::vector<int>{5, 7, 4, 3, 6, 1, 2});
}

TEST_CASE("a poll that comes while a backfill uses up the rate waits for one slot only") {
  World world;
  for (int i = 0; i < 8; ++i) {
    boost::asio::co_spawn(world.context, acquire(world, i, 40, Priority::kBackfill), boost::asio::detached);
  }
  run_until(world.context, world.waiter, [&] { return world.served.size() >= 100; });
  const std::size_t before = world.served.size();
  const auto asked = world.clock.steady_now();
  boost::asio::co_spawn(world.context, acquire(world, 99, 1, Priority::kTail), boost::asio::detached);
  run_until(world.context, world.waiter, [&] { return world.served.size() > before; });
  CHECK(world.served.back() == 99);
  CHECK(world.clock.steady_now() - asked <= 201ms);
  run(world.context, world.waiter);
  CHECK(world.served.size() == 321);
}

TEST_CASE("an urgent caller that is cancelled leaves its slot to the others") {
  World world;
  world.limiter.pause(5s);
  boost::asio::cancellation_signal signal;
  boost::asio::co_spawn(world.context, acquire(world, 1, 1, Priority::kBackfill), boost::asio::detached);
  boost::asio::co_spawn(world.context, acquire(world, 2, 1, Priority::kTail),
                        boost::asio::bind_cancellation_slot(signal.slot(), boost::asio::detached));
  run_until(world.context, world.waiter, [&] { return world.waiter.pending() == 2; });
  signal.emit(boost::asio::cancellation_type::terminal);
  run(world.context, world.waiter);
  CHECK(world.served == std::vector<int>{1});
}

TEST_CASE("a cancelled caller leaves the queue and the next one is served") {
  World world;
  world.limiter.pause(5s);
  boost::asio::cancellation_signal signal;
  boost::asio::co_spawn(world.context, acquire(world, 1, 1),
                        boost::asio::bind_cancellation_slot(signal.slot(), boost::asio::detached));
  boost::asio::co_spawn(world.context, acquire(world, 2, 1), boost::asio::detached);
  run_until(world.context, world.waiter, [&] { return world.waiter.pending() == 2; });
  signal.emit(boost::asio::cancellation_type::terminal);
  run(world.context, world.waiter);
  CHECK(world.served == std::vector<int>{2});
}

TEST_CASE("what the headers say reaches the bucket") {
  World world;
  RateHeaders headers;
  headers.most = 30;
  world.limiter.learn(headers, world.clock.steady_now());
  CHECK(world.limiter.bucket().capacity() == 30);
}
