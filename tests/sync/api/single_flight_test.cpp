#include "sync/api/single_flight.hpp"

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>
#include <vector>

#include "tests/support/time/fake_time.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using boost::asio::awaitable;
using sync::api::SingleFlight;

namespace {

awaitable<void> work(core::Waiter& waiter, std::chrono::milliseconds length, int& done) {
  co_await waiter.wait(length);
  ++done;
}

awaitable<void> broken_work(core::Waiter& waiter) {
  co_await waiter.wait(1s);
  throw std::logic_error("a bug");
}

// A world with one flight, which takes 10 s and has 2 s when nobody waits.
struct Airport {
  boost::asio::io_context context;
  FakeClock clock;
  FakeWaiter waiter{context, clock};
  SingleFlight flight{waiter, 2s};
  int done = 0;    // pieces of work
  int landed = 0;  // riders who saw the end
  int cancelled = 0;

  void launch() { flight.launch(context.get_executor(), work(waiter, 10s, done)); }
  void ride(boost::asio::cancellation_signal& signal) {
    boost::asio::co_spawn(
        context, flight.wait(),
        boost::asio::bind_cancellation_slot(
            signal.slot(), [this](std::exception_ptr thrown) { ++(thrown ? cancelled : landed); }));
  }
  void run_for(std::chrono::milliseconds span) { tests::run_for(context, clock, waiter, span); }
};

}  // namespace

TEST_CASE("where nothing is under way nobody waits") {
  Airport airport;
  boost::asio::cancellation_signal signal;
  CHECK_FALSE(airport.flight.is_under_way());
  airport.ride(signal);
  airport.run_for(0ms);
  CHECK(airport.landed == 1);
}

TEST_CASE("all who wait see the end of one piece of work") {
  Airport airport;
  std::vector<boost::asio::cancellation_signal> signals(3);
  airport.launch();
  for (auto& signal : signals) airport.ride(signal);
  airport.run_for(9s);
  CHECK(airport.flight.is_under_way());
  CHECK(airport.landed == 0);
  airport.run_for(1s);
  CHECK_FALSE(airport.flight.is_under_way());
  CHECK(airport.done == 1);
  CHECK(airport.landed == 3);
  CHECK(airport.waiter.pending() == 0);
}

TEST_CASE("one who is cancelled takes nothing from the others") {
  Airport airport;
  std::vector<boost::asio::cancellation_signal> signals(2);
  airport.launch();
  for (auto& signal : signals) airport.ride(signal);
  airport.run_for(5s);
  signals[0].emit(boost::asio::cancellation_type::terminal);
  airport.run_for(0ms);
  CHECK(airport.cancelled == 1);
  airport.run_for(5s);
  CHECK(airport.done == 1);
  CHECK(airport.landed == 1);
}

TEST_CASE("work for which nobody waits any more is finished within its grace") {
  Airport airport;
  boost::asio::cancellation_signal signal;
  airport.launch();
  airport.ride(signal);
  airport.run_for(9s);
  signal.emit(boost::asio::cancellation_type::terminal);
  airport.run_for(1s);
  CHECK(airport.done == 1);
  CHECK_FALSE(airport.flight.is_under_way());
  CHECK(airport.waiter.pending() == 0);
}

TEST_CASE("work for which nobody waits any more is cancelled after its grace") {
  Airport airport;
  boost::asio::cancellation_signal signal;
  airport.launch();
  airport.ride(signal);
  airport.run_for(3s);
  signal.emit(boost::asio::cancellation_type::terminal);
  airport.run_for(1999ms);
  CHECK(airport.flight.is_under_way());
  airport.run_for(1ms);
  CHECK_FALSE(airport.flight.is_under_way());
  CHECK(airport.done == 0);
  CHECK(airport.waiter.pending() == 0);
}

TEST_CASE("who comes within the grace saves the work") {
  Airport airport;
  std::vector<boost::asio::cancellation_signal> signals(2);
  airport.launch();
  airport.ride(signals[0]);
  airport.run_for(3s);
  signals[0].emit(boost::asio::cancellation_type::terminal);
  airport.run_for(1s);
  airport.ride(signals[1]);
  airport.run_for(6s);
  CHECK(airport.done == 1);
  CHECK(airport.landed == 1);
}

TEST_CASE("after the end the next piece of work can begin") {
  Airport airport;
  std::vector<boost::asio::cancellation_signal> signals(2);
  for (auto& signal : signals) {
    airport.launch();
    airport.ride(signal);
    airport.run_for(10s);
  }
  CHECK(airport.done == 2);
  CHECK(airport.landed == 2);
}

TEST_CASE("a bug in the work leaves through the event loop, and nobody waits for ever") {
  Airport airport;
  boost::asio::cancellation_signal signal;
  airport.flight.launch(airport.context.get_executor(), broken_work(airport.waiter));
  airport.ride(signal);
  CHECK_THROWS_WITH_AS(airport.run_for(5s), "a bug", std::logic_error);
  airport.run_for(0ms);
  CHECK(airport.landed == 1);
  CHECK_FALSE(airport.flight.is_under_way());
}

TEST_CASE("a world that ends in mid-flight leaves nothing behind") {
  auto airport = std::make_unique<Airport>();
  boost::asio::cancellation_signal signal;
  airport->launch();
  airport->ride(signal);
  airport->run_for(5s);
  airport.reset();  // sanitizers tell what is wrong here
}
