// When the next request may go, so that the allowed rate is never exceeded. Pure: told the time, never waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "core/clock.hpp"
#include "sync/api/rate_headers.hpp"

namespace threadmirror::sync::api {

// So many requests in any window of that length.
struct Allowance {
  double requests = 100;
  std::chrono::milliseconds window{10000};
};

// Grants requests. In no rolling window, wherever it begins, are there more grants than `share` of the
// allowance (one at least), and neither does the server see more in its own: it counts a request at some time
// between grant and answer, so that the two may come closer there by a round trip. After a pause a small
// burst goes at once, the rest evenly. Requests of other processes with the same token show in the headers
// and are left room for.
class TokenBucket {
 public:
  // `share` is in (0, 1].
  TokenBucket(Allowance allowance, double share);

  // The earliest time, not before `now`, at which a request may go if none is granted meanwhile.
  core::SteadyTime next_slot(core::SteadyTime now) const;
  // Counts a request as sent at `now`, which must not lie before next_slot and never goes back.
  void take(core::SteadyTime now);

  // No request before `until`. An earlier, longer pause stays.
  void pause_until(core::SteadyTime until);
  // Takes notice of the answer to a request that was granted at `sent`, or just before, and of what it says.
  void learn(const RateHeaders& headers, core::SteadyTime sent, core::SteadyTime now);

  const Allowance& allowance() const { return allowance_; }
  // Requests per window that are used: `share` of the allowance.
  std::int64_t capacity() const;

 private:
  using Span = core::SteadyTime::duration;
  Span interval() const;
  // Requests that may go at once after a pause.
  std::int64_t burst() const;
  std::int64_t granted_since(core::SteadyTime time) const;
  void note_answer(core::SteadyTime sent, core::SteadyTime now);
  core::SteadyTime window_slot(std::int64_t capacity, core::SteadyTime now) const;

  Allowance allowance_;
  double share_;
  struct Grant {
    core::SteadyTime sent;
    core::SteadyTime counted;  // the latest time at which the server may have counted it: its answer's
    bool is_answered = false;
  };
  std::deque<Grant> grants_;      // in the order of their sending
  core::SteadyTime even_time_{};  // when the grants so far would end, if they were spread evenly
  core::SteadyTime paused_until_{};
  std::int64_t foreign_ = 0;  // requests of others in the current window
  core::SteadyTime foreign_until_{};
};

}  // namespace threadmirror::sync::api
