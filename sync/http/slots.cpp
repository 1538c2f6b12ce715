#include "sync/http/slots.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace threadmirror::sync::http {

namespace asio = boost::asio;

// One who stands in the line, from construction to destruction. A place that was granted but never taken up
// (the coroutine was destroyed in between) goes to the next.
class Slots::Place {
 public:
  explicit Place(Slots& slots)
      : slots_(slots), timer_(slots.executor_, asio::steady_timer::time_point::max()) {
    slots_.line_.push_back(this);
  }
  ~Place() {
    if (granted_ && !taken_) slots_.release();
    if (!granted_) slots_.line_.remove(this);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  asio::steady_timer& timer() { return timer_; }
  void grant() {
    granted_ = true;
    timer_.cancel();
  }
  bool take() { return taken_ = granted_; }

 private:
  Slots& slots_;
  asio::steady_timer timer_;
  bool granted_ = false;
  bool taken_ = false;
};

Slots::Slots(asio::any_io_executor executor, std::size_t count)
    : executor_(std::move(executor)), free_(std::max<std::size_t>(count, 1)) {}

asio::awaitable<core::Result<Slots::Ticket>> Slots::acquire() {
  if (free_ > 0) {
    --free_;
    co_return Ticket(*this);
  }
  Place place(*this);
  boost::system::error_code ignored;
  co_await place.timer().async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (!place.take())
    co_return core::fail(core::ErrorCode::kCancelled, "cancelled while waiting for a connection");
  co_return Ticket(*this);
}

void Slots::release() {
  if (line_.empty()) {
    ++free_;
    return;
  }
  Place* next = line_.front();
  line_.pop_front();
  next->grant();
}

}  // namespace threadmirror::sync::http
