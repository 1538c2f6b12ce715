#include "sync/http/timer_waiter.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;

// A static function and not a member, so that the coroutine does not refer to a waiter that may be gone.
asio::awaitable<void> wait_on_timer(asio::any_io_executor executor, std::chrono::milliseconds duration) {
  if (duration <= std::chrono::milliseconds::zero()) co_return;
  // Far beyond any pause of ours, but still within what a time point can hold.
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365);
  asio::steady_timer timer(std::move(executor), std::min(duration, kLongest));
  co_await timer.async_wait(asio::use_awaitable);
}

class TimerWaiter final : public core::Waiter {
 public:
  explicit TimerWaiter(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  asio::awaitable<void> wait(std::chrono::milliseconds duration) override {
    return wait_on_timer(executor_, duration);
  }

 private:
  asio::any_io_executor executor_;
};

}  // namespace

std::unique_ptr<core::Waiter> create_timer_waiter(asio::any_io_executor executor) {
  return std::make_unique<TimerWaiter>(std::move(executor));
}

}  // namespace threadmirror::sync::http
