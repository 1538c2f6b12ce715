#include "tests/support/time/fake_time.hpp"

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/system/system_error.hpp>
#include <string>

using namespace threadmirror;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

struct World {
  boost::asio::io_context context;
  FakeClock clock;
  FakeWaiter waiter{context, clock};
};

boost::asio::awaitable<void> note_after(World& world, std::chrono::milliseconds pause, std::string& notes,
                                        char letter) {
  co_await world.waiter.wait(pause);
  notes += letter;
}

boost::asio::awaitable<int> wait_often(World& world, int times) {
  for (int i = 0; i < times; ++i) co_await world.waiter.wait(1min);
  co_return times;
}

}  // namespace

TEST_CASE("waits end in the order of their times, equal ones in the order of their begin") {
  World world;
  std::string notes;
  boost::asio::co_spawn(world.context, note_after(world, 3s, notes, 'c'), boost::asio::detached);
  boost::asio::co_spawn(world.context, note_after(world, 1s, notes, 'a'), boost::asio::detached);
  boost::asio::co_spawn(world.context, note_after(world, 1s, notes, 'b'), boost::asio::detached);
  boost::asio::co_spawn(world.context, note_after(world, 0s, notes, '0'), boost::asio::detached);
  const auto start = world.clock.now();
  run(world.context, world.waiter);
  CHECK(notes == "0abc");
  CHECK(world.clock.now() - start == 3s);
  CHECK(world.waiter.pending() == 0);
}

TEST_CASE("running for a span leaves later waits pending") {
  World world;
  std::string notes;
  boost::asio::co_spawn(world.context, note_after(world, 1s, notes, 'a'), boost::asio::detached);
  boost::asio::co_spawn(world.context, note_after(world, 3s, notes, 'b'), boost::asio::detached);
  const auto start = world.clock.steady_now();
  run_for(world.context, world.clock, world.waiter, 2s);
  CHECK(notes == "a");
  CHECK(world.clock.steady_now() - start == 2s);
  CHECK(world.waiter.pending() == 1);
  run(world.context, world.waiter);
  CHECK(notes == "ab");
}

TEST_CASE("a cancelled wait throws operation_aborted, leaves the queue and does not move the clock") {
  World world;
  boost::asio::cancellation_signal signal;
  boost::system::error_code error;
  const auto start = world.clock.steady_now();
  std::string notes;
  boost::asio::co_spawn(world.context, note_after(world, 1h, notes, 'x'),
                        boost::asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr e) {
                          try {
                            if (e) std::rethrow_exception(e);
                          } catch (const boost::system::system_error& thrown) {
                            error = thrown.code();
                          }
                        }));
  run_until(world.context, world.waiter, [&] { return world.waiter.pending() == 1; });
  signal.emit(boost::asio::cancellation_type::terminal);
  run(world.context, world.waiter);
  CHECK(error == boost::asio::error::operation_aborted);
  CHECK(notes.empty());
  CHECK(world.waiter.pending() == 0);
  CHECK(world.clock.steady_now() == start);
}

TEST_CASE("a coroutine may outlive the waiter that it waits with") {
  boost::asio::io_context context;
  {
    FakeClock clock;
    FakeWaiter waiter(context, clock);
    boost::asio::co_spawn(context, waiter.wait(1h), boost::asio::detached);
    CHECK(run_until(context, waiter, [&] { return waiter.pending() == 1; }));
  }
  context.restart();
  CHECK(context.poll() == 0);
}

TEST_CASE("a week of waits takes no time, and the wall clock can be set off") {
  World world;
  const auto start = world.clock.now();
  CHECK(run_task(world.context, world.waiter, wait_often(world, 10'000)) == 10'000);
  CHECK(world.clock.now() - start == 10'000min);
  world.clock.set_wall_offset(-24h);
  CHECK(world.clock.now() - start == 10'000min - 24h);
}
