// Lets coroutines wait for their turn under the shared rate limit.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <set>
#include <utility>

#include "core/clock.hpp"
#include "core/wait.hpp"
#include "sync/api/priority.hpp"
#include "sync/api/token_bucket.hpp"

namespace threadmirror::sync::api {

// One for all requests of a token. Event loop's thread only. `clock` and `waiter` must outlive it, and it
// must outlive every coroutine that waits in it.
class RateLimiter {
 public:
  RateLimiter(TokenBucket bucket, const core::Clock& clock, core::Waiter& waiter);

  // Returns when the caller may send one request. The most urgent of those who wait is served first, equal
  // ones in the order of their calls. One that is cancelled leaves the queue and uses up nothing.
  boost::asio::awaitable<void> acquire(Priority priority = Priority::kTail);

  // Nobody is served for that long from now.
  void pause(std::chrono::milliseconds duration);
  void learn(const RateHeaders& headers, core::SteadyTime sent);
  const TokenBucket& bucket() const { return bucket_; }

 private:
  using Place = std::pair<Priority, std::uint64_t>;
  class Ticket;

  TokenBucket bucket_;
  const core::Clock& clock_;
  core::Waiter& waiter_;
  std::set<Place> queue_;  // of those who wait; the next one first
  std::uint64_t last_ticket_ = 0;
};

}  // namespace threadmirror::sync::api
