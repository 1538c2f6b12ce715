#include "tests/support/time/fake_time.hpp"

#include <algorithm>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <list>

namespace threadmirror::tests {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Steady time begins somewhere above zero, as real clocks do.
constexpr core::SteadyTime kSteadyStart{std::chrono::hours(1)};

using Handler = asio::any_completion_handler<void(error_code)>;

// Keeps the handlers of the waits of a context, and with them the coroutines that wait, until the context
// goes. (A timer would do so, too, but have the context ask the system for events at each step.)
class Handlers final : public asio::execution_context::service {
 public:
  using key_type = Handlers;
  using Place = std::list<Handler>::iterator;

  explicit Handlers(asio::execution_context& context) : service(context) {}

  Place add(Handler handler) { return kept_.insert(kept_.end(), std::move(handler)); }
  Handler take(Place place) {
    Handler taken = std::move(*place);
    kept_.erase(place);
    return taken;
  }

  static inline asio::execution_context::id id;

 private:
  void shutdown() override { std::exchange(kept_, {}).clear(); }

  std::list<Handler> kept_;
};

void poll_all(asio::io_context& context) {
  context.restart();
  while (context.poll() > 0) {
  }
}

}  // namespace

// A wait under way: it ends when its time has come, or by Asio's cancellation.
struct FakeWaiter::Pending {
  asio::io_context& context;
  Handlers::Place place{};
  bool is_waiting = false;
  bool is_due = false;

  Handlers& handlers() const { return asio::use_service<Handlers>(context); }

  void begin(Handler handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    place = handlers().add(std::move(handler));
    is_waiting = true;
    if (slot.is_connected()) slot.assign([this](asio::cancellation_type) { end(); });
  }

  void end() {
    if (!std::exchange(is_waiting, false)) return;
    Handler handler = handlers().take(place);
    asio::get_associated_cancellation_slot(handler).clear();
    asio::post(context, asio::append(std::move(handler), error_code()));
  }
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

FakeWaiter::FakeWaiter(asio::io_context& context, FakeClock& clock)
    : context_(context), clock_(clock), queue_(std::make_shared<Queue>()) {}

asio::awaitable<void> FakeWaiter::wait(std::chrono::milliseconds duration) {
  if (duration.count() <= 0) co_return;
  Pending pending{context_};
  const Key key{clock_.steady_now() + duration, ++last_number_};
  const Registration registration(queue_, key, pending);
  const auto begin = [&pending](auto&& handler) { pending.begin(std::move(handler)); };
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(error_code)>(begin, asio::use_awaitable);
  if (!pending.is_due) throw boost::system::system_error(asio::error::operation_aborted);
}

bool FakeWaiter::advance_to_next() {
  if (queue_->empty()) return false;
  const auto first = queue_->begin();
  clock_.advance_to(first->first.first);
  Pending& pending = *first->second;
  queue_->erase(first);
  pending.is_due = true;
  pending.end();
  return true;
}

std::optional<core::SteadyTime> FakeWaiter::next_time() const {
  return queue_->empty() ? std::nullopt : std::optional(queue_->begin()->first.first);
}

bool run_until(asio::io_context& context, FakeWaiter& waiter, const std::function<bool()>& done) {
  for (;;) {
    poll_all(context);
    if (done()) return true;
    if (!waiter.advance_to_next()) return false;
  }
}

void run(asio::io_context& context, FakeWaiter& waiter) {
  run_until(context, waiter, [] { return false; });
}

void run_for(asio::io_context& context, FakeClock& clock, FakeWaiter& waiter,
             std::chrono::milliseconds span) {
  const core::SteadyTime end = clock.steady_now() + span;
  run_until(context, waiter, [&] {
    const auto next = waiter.next_time();
    return !next || *next > end;
  });
  clock.advance_to(end);
}

}  // namespace threadmirror::tests
