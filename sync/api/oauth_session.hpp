// When an OAuth access token is used, refreshed, waited for or given up. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "sync/api/error_table.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync::api {

// Why a refresh failed.
struct RefreshFailure {
  core::Error error;
  Verdict verdict;
  std::optional<std::chrono::milliseconds> retry_after{};  // the wish of the server
};

// What to do for somebody who needs a token now.
struct TokenAdvice {
  enum class Action {
    kUse,           // the token is good
    kRefreshAhead,  // the token is good, but ends before long
    kRefresh,       // there is none: nobody can go on before the refresh
    kWait,          // there is none, and the next refresh may begin only in `wait`
    kGiveUp,        // there is none: `error` is the caller's
  };
  Action action = Action::kRefresh;
  std::chrono::milliseconds wait{0};
};

// One app's access token in the course of time. Steady time only: a wall clock that jumps changes nothing.
class OAuthSession {
 public:
  // After a failed refresh there is none for this long at least.
  static constexpr std::chrono::milliseconds kLeastPause{10000};

  explicit OAuthSession(const RetryOptions& options) : options_(options) {}

  // `refreshes`: how many refreshes have ended since the asking call began.
  TokenAdvice advise(core::SteadyTime now, int refreshes) const;
  // How many have ended so far, well or badly.
  int refreshes() const { return refreshes_; }
  // The token to use; only where the advice is kUse or kRefreshAhead.
  const core::Secret& token() const { return *token_; }
  // Why there is no token; only where the advice is kGiveUp.
  core::Error error() const;

  // A refresh that was sent at `sent` brought a token that lives for `lifetime` from then on.
  void granted(core::Secret token, std::chrono::seconds lifetime, core::SteadyTime sent);
  // A refresh failed. `unit` is random in [0, 1).
  void failed(RefreshFailure failure, core::SteadyTime now, double unit);
  // The API does not accept this token: it is not used any more, if it is the one in use.
  void refused(const core::Secret& token);

 private:
  bool gives_up(int refreshes) const;
  bool is_wish_too_long() const;

  RetryOptions options_;
  std::optional<core::Secret> token_;
  core::SteadyTime due_{};  // of the next refresh
  core::SteadyTime end_{};  // of the token's life
  std::optional<RefreshFailure> failure_;
  core::SteadyTime next_refresh_{};
  int failures_in_a_row_ = 0;
  int refreshes_ = 0;
};

// How long after its birth a token is refreshed: at 5/6 of its life, and 60 s before its end at the latest,
// but never in the first half of a life that is shorter than two minutes.
std::chrono::milliseconds refresh_age(std::chrono::seconds lifetime);

}  // namespace threadmirror::sync::api
