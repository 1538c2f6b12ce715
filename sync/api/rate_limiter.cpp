#include "sync/api/rate_limiter.hpp"

#include <algorithm>
#include <utility>

namespace threadmirror::sync::api {
// A place in the queue, given up at the end of its scope.
class RateLimiter::Ticket {
 public:
  Ticket(std::set<Place>& queue, Place place) : queue_(queue), place_(place) { queue_.insert(place_); }
  ~Ticket() { queue_.erase(place_); }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  bool is_first() const { return *queue_.begin() == place_; }

 private:
  std::set<Place>& queue_;
  Place place_;
};

RateLimiter::RateLimiter(TokenBucket bucket, const core::Clock& clock, core::Waiter& waiter)
    : bucket_(std::move(bucket)), clock_(clock), waiter_(waiter) {}

boost::asio::awaitable<void> RateLimiter::acquire(Priority priority) {
  using std::chrono::milliseconds;
  const Ticket ticket(queue_, Place(priority, ++last_ticket_));
  for (;;) {
    const core::SteadyTime now = clock_.steady_now();
    const core::SteadyTime slot = bucket_.next_slot(now);
    if (ticket.is_first() && slot <= now) {
      bucket_.take(now);
      co_return;
    }
    // Whoever is not the first looks again when the first one has had its turn.
    const auto pause = std::max(std::chrono::ceil<milliseconds>(slot - now), milliseconds(1));
    co_await waiter_.wait(pause);
  }
}

void RateLimiter::pause(std::chrono::milliseconds duration) {
  if (duration.count() > 0) bucket_.pause_until(clock_.steady_now() + duration);
}

void RateLimiter::learn(const RateHeaders& headers, core::SteadyTime sent) {
  bucket_.learn(headers, sent, clock_.steady_now());
}

}  // namespace threadmirror::sync::api
