#include "sync/api/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace threadmirror::sync::api {
namespace {

using core::SteadyTime;

// Grants are remembered for twice the longest window that headers can announce, so that a new window length
// is respected from the first grant on.
constexpr std::chrono::seconds kMemory{120};

}  // namespace

TokenBucket::TokenBucket(Allowance allowance, double share) : allowance_(allowance), share_(share) {}

std::int64_t TokenBucket::capacity() const {
  constexpr double kRounding = 1e-9;  // 0.9 * 100 must be 90
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::floor(allowance_.requests * share_ + kRounding)));
}

TokenBucket::Span TokenBucket::interval() const { return Span(allowance_.window) / capacity(); }

std::int64_t TokenBucket::burst() const { return std::max<std::int64_t>(1, capacity() / 5); }

std::int64_t TokenBucket::granted_since(SteadyTime time) const {
  return std::distance(std::upper_bound(grants_.begin(), grants_.end(), time), grants_.end());
}

// The earliest time at which fewer than `capacity` grants lie in the window that ends there.
SteadyTime TokenBucket::window_slot(std::int64_t capacity, SteadyTime now) const {
  const auto count = static_cast<std::int64_t>(grants_.size());
  if (count < capacity) return now;
  return std::max(now, grants_[static_cast<std::size_t>(count - capacity)] + allowance_.window);
}

SteadyTime TokenBucket::next_slot(SteadyTime now) const {
  const SteadyTime even = even_time_ - interval() * (burst() - 1);
  SteadyTime free = window_slot(capacity(), now);
  if (now < foreign_until_) {
    free = std::min(window_slot(capacity() - foreign_, now), std::max(free, foreign_until_));
  }
  return std::max({now, paused_until_, even, free});
}

void TokenBucket::take(SteadyTime now) {
  grants_.push_back(now);
  even_time_ = std::max(even_time_, now) + interval();
  while (grants_.front() < now - kMemory) grants_.pop_front();
}

void TokenBucket::pause_until(SteadyTime until) { paused_until_ = std::max(paused_until_, until); }

void TokenBucket::learn(const RateHeaders& headers, SteadyTime sent, SteadyTime now) {
  if (headers.window) allowance_.window = *headers.window;
  if (headers.most) allowance_.requests = static_cast<double>(*headers.most);
  if (!headers.most || !headers.remaining) return;
  // The server counted at some time between `sent` and `now`: of our own grants it saw these at most. More
  // than half is not believed of the others, for a wrong header must not bring the mirror to a stop.
  const std::int64_t own = granted_since(sent - allowance_.window);
  const std::int64_t others = *headers.most - *headers.remaining - own;
  foreign_ = std::clamp<std::int64_t>(others, 0, capacity() / 2);
  foreign_until_ = std::min(sent, now) + allowance_.window;
}

}  // namespace threadmirror::sync::api
