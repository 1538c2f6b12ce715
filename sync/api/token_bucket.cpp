#include "sync/api/token_bucket.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

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
  return std::count_if(grants_.rbegin(), grants_.rend(),
                       [time](const Grant& grant) { return grant.sent > time; });
}

// The earliest time at which fewer than `capacity` grants lie in the window that ends there.
SteadyTime TokenBucket::window_slot(std::int64_t capacity, SteadyTime now) const {
  std::vector<SteadyTime> counted;
  for (auto grant = grants_.rbegin(); grant != grants_.rend(); ++grant) {
    if (grant->counted > now - allowance_.window) counted.push_back(grant->counted);
  }
  if (static_cast<std::int64_t>(counted.size()) < capacity) return now;
  const auto deciding = counted.begin() + static_cast<std::ptrdiff_t>(capacity - 1);
  std::nth_element(counted.begin(), deciding, counted.end(), std::greater<>());
  return std::max(now, *deciding + allowance_.window);
}

// The request that was sent last before that time is the one whose answer has come.
void TokenBucket::note_answer(SteadyTime sent, SteadyTime now) {
  const auto grant = std::find_if(grants_.rbegin(), grants_.rend(),
                                  [sent](const Grant& g) { return !g.is_answered && g.sent <= sent; });
  if (grant == grants_.rend()) return;
  grant->is_answered = true;
  grant->counted = std::max(grant->sent, now);
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
  grants_.push_back({now, now});
  even_time_ = std::max(even_time_, now) + interval();
  while (grants_.front().sent < now - kMemory) grants_.pop_front();
}

void TokenBucket::pause_until(SteadyTime until) { paused_until_ = std::max(paused_until_, until); }

void TokenBucket::learn(const RateHeaders& headers, SteadyTime sent, SteadyTime now) {
  note_answer(sent, now);
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
