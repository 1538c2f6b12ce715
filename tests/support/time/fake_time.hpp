// Virtual time for tests and simulations: nobody sleeps, the clock jumps to whatever is waited for next.
//
// Deterministic and single-threaded. Waits end in the order of their times, and those of the same time in the
// order in which they began.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/clock.hpp"
#include "core/wait.hpp"

namespace threadmirror::tests {

// A clock that moves only when told to. Wall and steady time advance together; the wall clock can be set off.
class FakeClock final : public core::Clock {
 public:
  // Begins at 2026-11-21T09:30:00Z unless told otherwise.
  explicit FakeClock(core::Timestamp start = core::Timestamp::from_unix_ms(1795253400000)) : start_(start) {}

  core::Timestamp now() const override;
  core::SteadyTime steady_now() const override;

  void advance(std::chrono::nanoseconds by) { elapsed_ += by; }
  // Never goes back.
  void advance_to(core::SteadyTime time);
  // Wall time is so much ahead of (or, negative, behind) where it would be: a clock that jumps.
  void set_wall_offset(std::chrono::milliseconds offset) { wall_offset_ = offset; }

 private:
  core::Timestamp start_;
  std::chrono::nanoseconds elapsed_{0};
  std::chrono::milliseconds wall_offset_{0};
};

// Waits in virtual time. Coroutines that wait must run on `context`. One that is still waiting when the
// waiter goes never wakes up, but may be destroyed later, with the context: so a process that dies is
// simulated.
class FakeWaiter final : public core::Waiter {
 public:
  FakeWaiter(boost::asio::io_context& context, FakeClock& clock);

  boost::asio::awaitable<void> wait(std::chrono::milliseconds duration) override;

  // Moves the clock to the earliest pending wait and ends that one; false where nobody waits.
  bool advance_to_next();
  // Whoever waits now never wakes up: their process has died.
  void abandon() { queue_ = std::make_shared<Queue>(); }
  std::size_t pending() const { return queue_->size(); }
  // When the earliest pending wait ends.
  std::optional<core::SteadyTime> next_time() const;

 private:
  struct Pending;
  class Registration;
  using Key = std::pair<core::SteadyTime, std::uint64_t>;
  using Queue = std::map<Key, Pending*>;

  boost::asio::io_context& context_;
  FakeClock& clock_;
  std::shared_ptr<Queue> queue_;  // shared with the coroutines that wait, which may outlive the waiter
  std::uint64_t last_number_ = 0;
};

// Runs handlers, and moves the clock whenever none is ready, until `done` or until nobody waits any more.
// Returns whether it is done.
bool run_until(boost::asio::io_context& context, FakeWaiter& waiter, const std::function<bool()>& done);

// The same until nobody waits any more.
void run(boost::asio::io_context& context, FakeWaiter& waiter);

// Runs until the clock has moved on by `span` (waits that end later stay pending).
void run_for(boost::asio::io_context& context, FakeClock& clock, FakeWaiter& waiter,
             std::chrono::milliseconds span);

// Runs one coroutine to its end and returns its result. T must be default-constructible. Throws what it
// throws, and std::logic_error when it waits for something that never comes.
template <typename T>
T run_task(boost::asio::io_context& context, FakeWaiter& waiter, boost::asio::awaitable<T> task) {
  std::optional<T> result;
  std::exception_ptr error;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr e, T value) {
    error = e;
    result = std::move(value);
  });
  if (!run_until(context, waiter, [&] { return result.has_value(); })) {
    throw std::logic_error("the coroutine waits for something that never comes");
  }
  if (error) std::rethrow_exception(error);
  return std::move(*result);
}

}  // namespace threadmirror::tests
