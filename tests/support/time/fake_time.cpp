#include "tests/support/time/fake_time.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace threadmirror::tests {
namespace {

// Steady time begins somewhere above zero, as real clocks do.
constexpr core::SteadyTime kSteadyStart{std::chrono::hours(1)};

void poll_all(boost::asio::io_context& context) {
  context.restart();
  while (context.poll() > 0) {
  }
}

}  // namespace

// A wait under way. The timer never expires by itself; it is cancelled when the wait ends, and Asio's own
// cancellation reaches it, too.
struct FakeWaiter::Pending {
  boost::asio::steady_timer timer;
  bool is_due = false;
};

// Keeps a wait in the queue for as long as its coroutine is in it.
class FakeWaiter::Registration {
 public:
  Registration(std::shared_ptr<Queue> queue, Key key, Pending& pending)
      : queue_(std::move(queue)), key_(key) {
    queue_->emplace(key_, &pending);
  }
  ~Registration() { queue_->erase(key_); }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

 private:
  std::shared_ptr<Queue> queue_;
  Key key_;
};

core::Timestamp FakeClock::now() const {
  return start_ + std::chrono::floor<std::chrono::milliseconds>(elapsed_) + wall_offset_;
}

core::SteadyTime FakeClock::steady_now() const { return kSteadyStart + elapsed_; }

void FakeClock::advance_to(core::SteadyTime time) { elapsed_ = std::max(elapsed_, time - kSteadyStart); }

FakeWaiter::FakeWaiter(boost::asio::io_context& context, FakeClock& clock)
    : context_(context), clock_(clock), queue_(std::make_shared<Queue>()) {}

boost::asio::awaitable<void> FakeWaiter::wait(std::chrono::milliseconds duration) {
  if (duration.count() <= 0) co_return;
  Pending pending{boost::asio::steady_timer(context_, boost::asio::steady_timer::time_point::max())};
  const Key key{clock_.steady_now() + duration, ++last_number_};
  const Registration registration(queue_, key, pending);
  boost::system::error_code ignored;
  co_await pending.timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  if (!pending.is_due) throw boost::system::system_error(boost::asio::error::operation_aborted);
}

bool FakeWaiter::advance_to_next() {
  if (queue_->empty()) return false;
  const auto first = queue_->begin();
  clock_.advance_to(first->first.first);
  Pending& pending = *first->second;
  queue_->erase(first);
  pending.is_due = true;
  pending.timer.cancel();
  return true;
}

std::optional<core::SteadyTime> FakeWaiter::next_time() const {
  return queue_->empty() ? std::nullopt : std::optional(queue_->begin()->first.first);
}

bool run_until(boost::asio::io_context& context, FakeWaiter& waiter, const std::function<bool()>& done) {
  for (;;) {
    poll_all(context);
    if (done()) return true;
    if (!waiter.advance_to_next()) return false;
  }
}

void run(boost::asio::io_context& context, FakeWaiter& waiter) {
  run_until(context, waiter, [] { return false; });
}

void run_for(boost::asio::io_context& context, FakeClock& clock, FakeWaiter& waiter,
             std::chrono::milliseconds span) {
  const core::SteadyTime end = clock.steady_now() + span;
  run_until(context, waiter, [&] {
    const auto next = waiter.next_time();
    return !next || *next > end;
  });
  clock.advance_to(end);
}

}  // namespace threadmirror::tests
