// The account's request allowance, and the book of what clients really did.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string_view>

#include "core/timestamp.hpp"

namespace threadmirror::fake_hubspot {

struct RateLimits {
  int burst = 0;                            // requests in any rolling window; 0: not enforced
  std::chrono::milliseconds window{10000};  // also the window of the book
  std::int64_t daily = 0;                   // requests between two midnights; 0: not enforced
  std::chrono::minutes utc_offset{0};       // of the account's time zone, whose midnight counts
};

// Counts requests by the millisecond. `now` must not go backwards by more than the window.
class RateLedger {
 public:
  explicit RateLedger(RateLimits limits) : limits_(limits) {}

  // Books one request. Nothing: it is admitted; else the policy that refuses it.
  std::optional<std::string_view> arrive(core::Timestamp now);
  // Books the answer that was given.
  void answered(int status) { ++by_status_[status]; }

  const RateLimits& limits() const { return limits_; }
  void set_limits(RateLimits limits) { limits_ = limits; }
  std::int64_t remaining() const;        // in the current window
  std::int64_t daily_remaining() const;  // until midnight

  // How long until a request would be admitted again.
  std::chrono::milliseconds until_free(core::Timestamp now) const;

  std::int64_t requests() const { return requests_; }
  // The most requests ever seen in any rolling window, refused ones included.
  std::int64_t most_in_window() const { return most_in_window_; }
  const std::map<int, std::int64_t>& by_status() const { return by_status_; }
  // Forgets the counts and the maximum, not the allowance that is used up.
  void reset_counts();

 private:
  std::int64_t day_of(core::Timestamp now) const;

  RateLimits limits_;
  std::deque<std::int64_t> arrivals_;  // within the window
  std::deque<std::int64_t> admitted_;  // within the window
  std::int64_t requests_ = 0;
  std::int64_t most_in_window_ = 0;
  std::int64_t today_ = 0;
  std::int64_t admitted_today_ = 0;
  std::map<int, std::int64_t> by_status_;
};

}  // namespace threadmirror::fake_hubspot
