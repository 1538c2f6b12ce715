// Whether and when a failed request is tried again. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "sync/api/error_table.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync::api {

// The smallest page that is asked for.
inline constexpr int kSmallestPage = 10;

// What is known when a request has failed.
struct FailedAttempt {
  Verdict verdict;
  int attempts = 1;                                        // made so far, this one included
  std::optional<std::chrono::milliseconds> retry_after{};  // the wish of the server
  bool budget_allows = true;                               // see RetryBudget
  std::optional<int> page_size{};                          // of the request, if it was for a page
};

struct RetryDecision {
  enum class Action { kGiveUp, kRetry, kRetrySmaller };
  Action action = Action::kGiveUp;
  std::chrono::milliseconds wait{0};       // before this request goes again
  std::chrono::milliseconds pause_all{0};  // before any request may go
  bool wish_too_long = false;              // given up because the server wishes a longer wait than we allow
};

// Backoff with full jitter: a random time between 0 and a bound that doubles from `base` to `cap`.
// `unit` is random in [0, 1).
std::chrono::milliseconds backoff(const RetryOptions& options, int attempts, double unit);

// The page size to ask for after `page_size` was too large; nothing when it can't be lowered any more.
std::optional<int> smaller_page(int page_size);

// Decides. `window` is the rate limit's, for which everybody pauses after a 429 without a wish.
RetryDecision decide_retry(const FailedAttempt& failed, const RetryOptions& options,
                           std::chrono::milliseconds window, double unit);

}  // namespace threadmirror::sync::api
