// When the next reconcile is due.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/timestamp.hpp"

namespace threadmirror::sync {

struct ReconcilePlan {
  std::chrono::milliseconds interval{std::chrono::hours(1)};  // as configured
  double daily_reserve = 0.2;                                 // the part of the day's quota left to others
  std::int64_t requests = 0;                                  // that a sweep costs, as far as is known
  std::optional<std::int64_t> daily_quota{};  // of the account; unknown: HubSpot's smallest is assumed
};

// From the end of one reconcile to the begin of the next: the configured interval, or longer, so that sweeps
// use up at most half of the day's requests that are the mirror's. The other half is the tail's.
std::chrono::milliseconds stretched_interval(const ReconcilePlan& plan);

// How long to wait now: until `interval` after the last one ended, never longer than `interval` itself (the
// wall clock may have been set back), and not at all where there was none.
std::chrono::milliseconds until_due(std::optional<core::Timestamp> last_end, core::Timestamp now,
                                    std::chrono::milliseconds interval);

// After so long without a finished reconcile readers are told that the mirror is stalled.
std::chrono::seconds reconcile_late_after(std::chrono::milliseconds interval);

}  // namespace threadmirror::sync
