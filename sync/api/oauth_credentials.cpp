#include "sync/api/oauth_credentials.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <optional>
#include <utility>

#include "sync/api/oauth_session.hpp"
#include "sync/api/oauth_vault.hpp"
#include "sync/api/paths.hpp"
#include "sync/api/retry_after.hpp"
#include "sync/api/single_flight.hpp"
#include "sync/api/warning_throttle.hpp"

namespace threadmirror::sync::api {
namespace {

namespace asio = boost::asio;
using core::ErrorCode;
using core::Result;
using core::Secret;
using Action = TokenAdvice::Action;

// For a refresh for which nobody waits any more.
constexpr std::chrono::milliseconds kGrace{2000};
// How long the request that begins a refresh waits for it, while the old token is still good.
constexpr std::chrono::milliseconds kPatience{15000};
constexpr std::chrono::seconds kWarningInterval{30};

// What credentials and the refresh under way share, so that neither must wait for the other.
class Refresher {
 public:
  Refresher(OAuthOptions options, RefreshTokenStore& store, ApiEnvironment environment)
      : options_(std::move(options)),
        environment_(environment),
        session_(options_.retry),
        vault_(store, environment.log),
        warnings_(kWarningInterval) {}

  OAuthSession& session() { return session_; }
  OAuthVault& vault() { return vault_; }
  core::SteadyTime now() const { return environment_.clock.steady_now(); }

  // One refresh; its outcome is in the session.
  static asio::awaitable<void> refresh(std::shared_ptr<Refresher> self);

 private:
  // Ends with a new token in the session, or with the reason why there is none.
  asio::awaitable<std::optional<RefreshFailure>> exchange(const OAuthSecrets& secrets);
  std::optional<RefreshFailure> take(http::Response answer, const OAuthSecrets& used, core::SteadyTime sent);
  void fail(RefreshFailure failure);

  OAuthOptions options_;
  ApiEnvironment environment_;
  OAuthSession session_;
  OAuthVault vault_;
  WarningThrottle warnings_;
};

bool are_same(const OAuthSecrets& a, const OAuthSecrets& b) {
  return is_same(a.client_secret, b.client_secret) && is_same(a.refresh_token, b.refresh_token);
}

asio::awaitable<void> Refresher::refresh(std::shared_ptr<Refresher> self) {
  const Result<OAuthSecrets> secrets = self->vault_.secrets();
  if (!secrets) {
    self->fail({secrets.error(), Verdict{secrets.error().code()}});
    co_return;
  }
  std::optional<RefreshFailure> failure = co_await self->exchange(*secrets);
  if (failure && failure->error.code() == ErrorCode::kUnauthorized) {
    // Another process may have been first, and has got a new refresh token for the one used here.
    const Result<OAuthSecrets> newer = self->vault_.secrets();
    if (newer && !are_same(*newer, *secrets)) failure = co_await self->exchange(*newer);
  }
  if (failure) self->fail(std::move(*failure));
}

asio::awaitable<std::optional<RefreshFailure>> Refresher::exchange(const OAuthSecrets& secrets) {
  http::Request request = refresh_request(options_.api_version, options_.client_id, secrets);
  environment_.log.debug("request", {{"target", request.target}});
  const core::SteadyTime sent = now();
  Result<http::Response> answer = co_await environment_.transport.send(std::move(request));
  if (answer) co_return take(std::move(*answer), secrets, sent);
  const Verdict verdict = judge(answer.error().code());
  const core::Error error = redacted(answer.error(), secrets).in("the refresh of the access token");
  co_return RefreshFailure{error, verdict};
}

std::optional<RefreshFailure> Refresher::take(http::Response answer, const OAuthSecrets& used,
                                              core::SteadyTime sent) {
  environment_.log.debug("answer", {{"status", answer.status}, {"bytes", answer.body.size()}});
  if (answer.status != 200) {
    const auto wish = parse_retry_after(answer, environment_.clock.now());
    redact(answer, used);
    const TokenRefusal refusal = judge_token_answer(answer, options_.places);
    return RefreshFailure{refusal.error, refusal.verdict, wish};
  }
  Result<TokenGrant> grant = read_token_grant(std::move(answer));
  if (!grant) return RefreshFailure{redacted(grant.error(), used), judge(grant.error().code())};
  vault_.keep(used, grant->refresh_token, now());  // before anything else can go wrong
  environment_.log.debug("access token renewed", {{"lifetime_s", grant->lifetime.count()}});
  session_.granted(std::move(grant->access_token), grant->lifetime, sent);
  return std::nullopt;
}

void Refresher::fail(RefreshFailure failure) {
  const core::SteadyTime moment = now();
  const bool nobody_waited = failure.error.code() == ErrorCode::kCancelled;
  if (nobody_waited) {
    failure = {core::Error(ErrorCode::kTimeout, "the refresh of the access token took too long"),
               judge(ErrorCode::kTimeout)};
  }
  const core::Error error = failure.error;
  session_.failed(std::move(failure), moment, environment_.random.unit());
  // Where it is final, those who wait get it.
  if (nobody_waited || session_.advise(moment, 1).action == Action::kGiveUp) return;
  const auto held_back = warnings_.pass(moment);
  if (!held_back) return;
  environment_.log.warning(
      "the access token could not be renewed yet",
      {{"code", core::to_string(error.code())}, {"error", error}, {"similar_not_shown", *held_back}});
}

class OAuthCredentials final : public Credentials {
 public:
  OAuthCredentials(OAuthOptions options, RefreshTokenStore& store, ApiEnvironment environment)
      : version_status_(check_api_version(options.api_version)),
        waiter_(environment.waiter),
        refresher_(std::make_shared<Refresher>(std::move(options), store, environment)),
        flight_(environment.waiter, kGrace) {}

  asio::awaitable<Result<Secret>> token() override;
  asio::awaitable<Result<Secret>> renew(Secret refused) override {
    refresher_->session().refused(refused);
    co_return co_await token();
  }

 private:
  asio::awaitable<void> refresh_ahead();
  asio::awaitable<void> refresh();

  core::Status version_status_;
  core::Waiter& waiter_;
  std::shared_ptr<Refresher> refresher_;
  SingleFlight flight_;
};

asio::awaitable<Result<Secret>> OAuthCredentials::token() {
  if (!version_status_) co_return core::fail(version_status_.error());
  OAuthSession& session = refresher_->session();
  refresher_->vault().save_again(refresher_->now());
  if (session.advise(refresher_->now(), 0).action == Action::kRefreshAhead) co_await refresh_ahead();
  const int before = session.refreshes();
  for (;;) {
    const TokenAdvice advice = session.advise(refresher_->now(), session.refreshes() - before);
    if (advice.action == Action::kUse || advice.action == Action::kRefreshAhead) co_return session.token();
    if (flight_.is_under_way() || advice.action == Action::kRefresh) {
      co_await refresh();
    } else if (advice.action == Action::kWait) {
      co_await waiter_.wait(advice.wait);
    } else {
      co_return core::fail(session.error());
    }
  }
}

// Those who come meanwhile go on with the old token.
asio::awaitable<void> OAuthCredentials::refresh_ahead() {
  using namespace asio::experimental::awaitable_operators;
  if (flight_.is_under_way()) co_return;
  co_await (refresh() || waiter_.wait(kPatience));
}

// Begins a refresh or joins the one under way, and waits for its end.
asio::awaitable<void> OAuthCredentials::refresh() {
  if (!flight_.is_under_way()) {
    flight_.launch(co_await asio::this_coro::executor, Refresher::refresh(refresher_));
  }
  co_await flight_.wait();
}

}  // namespace

std::unique_ptr<Credentials> create_oauth_credentials(OAuthOptions options, RefreshTokenStore& store,
                                                      ApiEnvironment environment) {
  return std::make_unique<OAuthCredentials>(std::move(options), store, environment);
}

}  // namespace threadmirror::sync::api
