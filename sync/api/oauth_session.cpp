#include "sync/api/oauth_session.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sync/api/credentials.hpp"
#include "sync/api/retry_policy.hpp"

namespace threadmirror::sync::api {
namespace {

using std::chrono::milliseconds;
using Action = TokenAdvice::Action;

// Waiting ends at the full millisecond after the moment that is waited for.
milliseconds until(core::SteadyTime moment, core::SteadyTime now) {
  return std::chrono::ceil<milliseconds>(moment - now);
}

}  // namespace

milliseconds refresh_age(std::chrono::seconds lifetime) {
  constexpr milliseconds kMargin{60000};
  const milliseconds life = lifetime;
  return std::max(std::min(life * 5 / 6, life - kMargin), life / 2);
}

TokenAdvice OAuthSession::advise(core::SteadyTime now, int refreshes) const {
  const bool may_refresh = !failure_ || now >= next_refresh_;
  if (token_ && now < end_) return {now >= due_ && may_refresh ? Action::kRefreshAhead : Action::kUse};
  if (may_refresh && refreshes == 0) return {Action::kRefresh};
  if (gives_up(refreshes)) return {Action::kGiveUp};
  return may_refresh ? TokenAdvice{Action::kRefresh} : TokenAdvice{Action::kWait, until(next_refresh_, now)};
}

bool OAuthSession::gives_up(int refreshes) const {
  if (!failure_) return refreshes >= options_.attempts;
  const Verdict& verdict = failure_->verdict;
  const int most = verdict.attempts > 0 ? std::min(verdict.attempts, options_.attempts) : options_.attempts;
  return verdict.remedy == Remedy::kNone || is_wish_too_long() || refreshes >= most;
}

bool OAuthSession::is_wish_too_long() const {
  return failure_->retry_after.value_or(milliseconds(0)) > options_.longest_demand;
}

core::Error OAuthSession::error() const {
  if (!failure_) {
    return core::Error(core::ErrorCode::kTimeout,
                       "the access tokens that HubSpot gives end before they can be used");
  }
  if (!is_wish_too_long()) return failure_->error;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*failure_->retry_after);
  return core::Error(
      failure_->error.code(),
      failure_->error.message() + "; it asks to wait " + std::to_string(seconds.count()) + " s",
      failure_->error.mend());
}

void OAuthSession::granted(core::Secret token, std::chrono::seconds lifetime, core::SteadyTime sent) {
  token_ = std::move(token);
  due_ = sent + refresh_age(lifetime);
  end_ = sent + lifetime;
  failure_.reset();
  failures_in_a_row_ = 0;
  ++refreshes_;
}

void OAuthSession::failed(RefreshFailure failure, core::SteadyTime now, double unit) {
  ++refreshes_;
  ++failures_in_a_row_;
  next_refresh_ = now + std::max(kLeastPause, failure.retry_after.value_or(milliseconds(0))) +
                  backoff(options_, failures_in_a_row_, unit);
  failure_ = std::move(failure);
}

void OAuthSession::refused(const core::Secret& token) {
  if (token_ && is_same(*token_, token)) token_.reset();
}

}  // namespace threadmirror::sync::api
