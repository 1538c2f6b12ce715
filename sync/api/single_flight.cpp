#include "sync/api/single_flight.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

namespace threadmirror::sync::api {

namespace asio = boost::asio;

// The timers never expire; cancelling one wakes those who wait on it.
struct SingleFlight::Flight {
  explicit Flight(const asio::any_io_executor& executor)
      : end(executor, asio::steady_timer::time_point::max()),
        last_rider_left(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer end;
  asio::steady_timer last_rider_left;
  int riders = 0;
  bool has_landed = false;
};

namespace {

asio::awaitable<void> woken(asio::steady_timer& timer) {
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// The work's exception as a value: a group of coroutines would go on without it.
asio::awaitable<void> guarded(asio::awaitable<void> work, std::exception_ptr& thrown) {
  try {
    co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
}

void rethrow_unless_cancelled(const std::exception_ptr& thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    if (error.code() != asio::error::operation_aborted) throw;
  }
}

}  // namespace

bool SingleFlight::is_under_way() const { return flight_ && !flight_->has_landed; }

void SingleFlight::launch(const asio::any_io_executor& executor, asio::awaitable<void> work) {
  flight_ = std::make_shared<Flight>(executor);
  asio::co_spawn(executor, fly(flight_, std::move(work), waiter_, grace_),
                 [flight = flight_](std::exception_ptr thrown) {
                   flight->has_landed = true;
                   flight->end.cancel();
                   if (thrown) std::rethrow_exception(thrown);
                 });
}

asio::awaitable<void> SingleFlight::fly(std::shared_ptr<Flight> flight, asio::awaitable<void> work,
                                        core::Waiter& waiter, std::chrono::milliseconds grace) {
  using namespace asio::experimental::awaitable_operators;
  std::exception_ptr thrown;
  co_await (guarded(std::move(work), thrown) || be_abandoned(flight, waiter, grace));
  rethrow_unless_cancelled(thrown);
}

asio::awaitable<void> SingleFlight::be_abandoned(std::shared_ptr<Flight> flight, core::Waiter& waiter,
                                                 std::chrono::milliseconds grace) {
  do {
    while (flight->riders > 0) co_await woken(flight->last_rider_left);
    co_await waiter.wait(grace);
  } while (flight->riders > 0);
}

asio::awaitable<void> SingleFlight::wait() {
  if (!is_under_way()) co_return;
  co_await ride(flight_);
}

asio::awaitable<void> SingleFlight::ride(std::shared_ptr<Flight> flight) {
  struct Seat {
    explicit Seat(Flight& f) : flight(f) { ++flight.riders; }
    ~Seat() {
      if (--flight.riders == 0) flight.last_rider_left.cancel();
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    Flight& flight;
  };
  const Seat seat(*flight);
  co_await woken(flight->end);
  if (!flight->has_landed) throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace threadmirror::sync::api
