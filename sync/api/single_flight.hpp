// One piece of work at a time, for which several coroutines wait.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>

#include "core/wait.hpp"

namespace threadmirror::sync::api {

// The work runs as a coroutine of its own: whoever waits for it may be cancelled without harm to it or to the
// others. Work for which nobody waits any more has `grace` to end and is cancelled then, so that a process
// that stops is not held up. Event loop's thread only. `waiter` must outlive the event loop's run; the object
// itself may go earlier, the work goes on then.
class SingleFlight {
 public:
  SingleFlight(core::Waiter& waiter, std::chrono::milliseconds grace) : waiter_(waiter), grace_(grace) {}

  bool is_under_way() const;
  // Begins `work` on `executor`. None may be under way. An exception that is no cancellation leaves through
  // the event loop.
  void launch(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> work);
  // Returns when what is under way has ended, by itself or by cancellation; at once where nothing is.
  boost::asio::awaitable<void> wait();

 private:
  struct Flight;

  static boost::asio::awaitable<void> fly(std::shared_ptr<Flight> flight, boost::asio::awaitable<void> work,
                                          core::Waiter& waiter, std::chrono::milliseconds grace);
  static boost::asio::awaitable<void> ride(std::shared_ptr<Flight> flight);
  static boost::asio::awaitable<void> be_abandoned(std::shared_ptr<Flight> flight, core::Waiter& waiter,
                                                   std::chrono::milliseconds grace);

  core::Waiter& waiter_;
  std::chrono::milliseconds grace_;
  std::shared_ptr<Flight> flight_;
};

}  // namespace threadmirror::sync::api
