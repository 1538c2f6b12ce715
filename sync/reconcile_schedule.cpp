#include "sync/reconcile_schedule.hpp"

#include <algorithm>

namespace threadmirror::sync {
namespace {

using std::chrono::milliseconds;

// HubSpot's smallest plan.
constexpr std::int64_t kSmallestQuota = 250000;
constexpr double kShareOfSweeps = 0.5;

}  // namespace

milliseconds stretched_interval(const ReconcilePlan& plan) {
  const std::int64_t quota = std::max(plan.daily_quota.value_or(kSmallestQuota), std::int64_t{1});
  const double ours = static_cast<double>(quota) * std::clamp(1.0 - plan.daily_reserve, 0.0, 1.0);
  const double sweeps_a_day =
      ours * kShareOfSweeps / static_cast<double>(std::max<std::int64_t>(plan.requests, 1));
  constexpr double kDay = 86400e3;
  constexpr milliseconds kLongest = std::chrono::hours(24 * 7);
  const double least = std::min(kDay / std::max(sweeps_a_day, 1e-3), static_cast<double>(kLongest.count()));
  return std::max(plan.interval, milliseconds(static_cast<std::int64_t>(least)));
}

milliseconds until_due(std::optional<core::Timestamp> last_end, core::Timestamp now, milliseconds interval) {
  if (!last_end) return milliseconds(0);
  return std::clamp(*last_end + interval - now, milliseconds(0), interval);
}

std::chrono::seconds reconcile_late_after(milliseconds interval) {
  // Three times in a row something may come in between, and a sweep itself takes its time.
  return std::chrono::ceil<std::chrono::seconds>(3 * interval) + std::chrono::hours(1);
}

}  // namespace threadmirror::sync
