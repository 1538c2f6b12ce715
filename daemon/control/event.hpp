// Something that one coroutine waits for and another one brings about.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace threadmirror::daemon::control {

// Stays set until `reset`. One thread; any number of waiting coroutines.
class Event {
 public:
  explicit Event(const boost::asio::any_io_executor& executor)
      : timer_(executor, boost::asio::steady_timer::time_point::max()) {}

  void set() {
    is_set_ = true;
    timer_.cancel();
  }
  void reset() { is_set_ = false; }
  bool is_set() const { return is_set_; }

  // Returns once it is set. Throws when the waiting coroutine is cancelled.
  boost::asio::awaitable<void> wait() {
    while (!is_set_) {
      boost::system::error_code ended;
      co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ended));
      const auto state = co_await boost::asio::this_coro::cancellation_state;
      if (state.cancelled() != boost::asio::cancellation_type::none) {
        throw boost::system::system_error(boost::asio::error::operation_aborted);
      }
    }
  }

 private:
  boost::asio::steady_timer timer_;
  bool is_set_ = false;
};

}  // namespace threadmirror::daemon::control
