#include "sync/api/retry_policy.hpp"

#include <algorithm>
#include <cmath>

namespace threadmirror::sync::api {
namespace {

using std::chrono::milliseconds;
using Action = RetryDecision::Action;

// HubSpot asks for this much at least after a 423.
constexpr milliseconds kLockedPause{2000};

milliseconds least_pause(const FailedAttempt& failed) {
  const milliseconds wish = failed.retry_after.value_or(milliseconds(0));
  return failed.verdict.code == core::ErrorCode::kLocked ? std::max(wish, kLockedPause) : wish;
}

milliseconds pause_for_all(const FailedAttempt& failed, milliseconds window, const RetryOptions& options) {
  if (failed.verdict.remedy != Remedy::kPauseAll) return milliseconds(0);
  return std::min(failed.retry_after.value_or(window), std::max(window, options.longest_demand));
}

bool may_try_again(const FailedAttempt& failed, const RetryOptions& options) {
  const int most =
      failed.verdict.attempts > 0 ? std::min(failed.verdict.attempts, options.attempts) : options.attempts;
  return failed.attempts < most && failed.budget_allows;
}

}  // namespace

milliseconds backoff(const RetryOptions& options, int attempts, double unit) {
  const int doublings = std::clamp(attempts - 1, 0, 40);
  const double bound = std::min(static_cast<double>(options.base.count()) * std::exp2(doublings),
                                static_cast<double>(options.cap.count()));
  return milliseconds(static_cast<std::int64_t>(bound * unit));
}

std::optional<int> smaller_page(int page_size) {
  if (page_size <= kSmallestPage) return std::nullopt;
  return std::max(page_size / 2, kSmallestPage);
}

RetryDecision decide_retry(const FailedAttempt& failed, const RetryOptions& options, milliseconds window,
                           double unit) {
  RetryDecision decision;
  decision.pause_all = pause_for_all(failed, window, options);
  switch (failed.verdict.remedy) {
    case Remedy::kNone:
      return decision;
    case Remedy::kLowerPageSize:
      // Halving ends by itself, so it uses up neither attempts nor budget.
      if (failed.page_size && smaller_page(*failed.page_size)) decision.action = Action::kRetrySmaller;
      return decision;
    case Remedy::kRereadToken:
      if (may_try_again(failed, options)) decision.action = Action::kRetry;
      return decision;
    case Remedy::kBackOff:
    case Remedy::kPauseAll:
      break;
  }
  if (!may_try_again(failed, options)) return decision;
  decision.wish_too_long = failed.retry_after.value_or(milliseconds(0)) > options.longest_demand;
  if (decision.wish_too_long) return decision;
  decision.action = Action::kRetry;
  decision.wait = least_pause(failed) + backoff(options, failed.attempts, unit);
  return decision;
}

}  // namespace threadmirror::sync::api
