#include "sync/api/oauth_session.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using core::ErrorCode;
using core::Secret;
using Action = TokenAdvice::Action;

namespace {

constexpr core::SteadyTime kStart{1h};

RefreshFailure transient(ErrorCode code = ErrorCode::kServerError,
                         std::optional<std::chrono::milliseconds> wish = std::nullopt) {
  return {core::Error(code, "busy", "wait"), Verdict{code, Remedy::kBackOff}, wish};
}

RefreshFailure final_failure() {
  return {core::Error(ErrorCode::kUnauthorized, "revoked", "authorize again"),
          Verdict{ErrorCode::kUnauthorized, Remedy::kNone}};
}

// A session with a token of half an hour from kStart on.
OAuthSession with_token() {
  OAuthSession session((RetryOptions()));
  session.granted(Secret("access"), 30min, kStart);
  return session;
}

}  // namespace

TEST_CASE(
    "tokens are refreshed at 5/6 of their life, 60 s before its end at the latest, never in its first half") {
  CHECK(refresh_age(30min) == 25min);
  CHECK(refresh_age(6h) == 5h);
  CHECK(refresh_age(6min) == 5min);
  CHECK(refresh_age(5min) == 4min);
  CHECK(refresh_age(3min) == 2min);
  CHECK(refresh_age(2min) == 1min);
  CHECK(refresh_age(60s) == 30s);
  CHECK(refresh_age(1s) == 500ms);
}

TEST_CASE("without a token the first thing is a refresh") {
  const OAuthSession session((RetryOptions()));
  CHECK(session.advise(kStart, 0).action == Action::kRefresh);
}

TEST_CASE("a token is used, refreshed ahead, and no longer used at its end") {
  const OAuthSession session = with_token();
  CHECK(session.advise(kStart, 0).action == Action::kUse);
  CHECK(session.token().reveal() == "access");
  CHECK(session.advise(kStart + 25min - 1ms, 0).action == Action::kUse);
  CHECK(session.advise(kStart + 25min, 0).action == Action::kRefreshAhead);
  CHECK(session.advise(kStart + 30min - 1ms, 0).action == Action::kRefreshAhead);
  CHECK(session.advise(kStart + 30min, 0).action == Action::kRefresh);
}

TEST_CASE("a refresh ahead that fails leaves the token in use and is not repeated within 10 s") {
  OAuthSession session = with_token();
  session.failed(transient(), kStart + 25min, 0.0);
  CHECK(session.advise(kStart + 25min, 1).action == Action::kUse);
  CHECK(session.advise(kStart + 25min + 9999ms, 0).action == Action::kUse);
  CHECK(session.advise(kStart + 25min + 10s, 0).action == Action::kRefreshAhead);
}

TEST_CASE("without a token a passing failure is waited out, 10 s at least") {
  OAuthSession session((RetryOptions()));
  session.failed(transient(), kStart, 0.0);
  const TokenAdvice advice = session.advise(kStart + 3s, 1);
  CHECK(advice.action == Action::kWait);
  CHECK(advice.wait == 7s);
  CHECK(session.advise(kStart + 3s, 0).action == Action::kWait);
  CHECK(session.advise(kStart + 10s, 1).action == Action::kRefresh);
}

TEST_CASE("pauses grow with each failure in a row, up to the cap above the least pause") {
  OAuthSession session((RetryOptions()));
  session.failed(transient(), kStart, 0.5);
  CHECK(session.advise(kStart, 1).wait == 10s + 250ms);
  for (int i = 0; i < 20; ++i) session.failed(transient(), kStart, 0.5);
  CHECK(session.advise(kStart, 0).wait == 10s + 30s);
  session.granted(Secret("access"), 30min, kStart);
  session.refused(Secret("access"));
  session.failed(transient(), kStart, 0.5);
  CHECK(session.advise(kStart, 1).wait == 10s + 250ms);
}

TEST_CASE("the server's wish is honoured, and handed to the caller where it is too long") {
  OAuthSession session((RetryOptions()));
  session.failed(transient(ErrorCode::kRateLimited, 120s), kStart, 0.0);
  CHECK(session.advise(kStart, 1).wait == 120s);
  session.failed(transient(ErrorCode::kAccountMoved, 2h), kStart, 0.0);
  CHECK(session.advise(kStart, 1).action == Action::kGiveUp);
  CHECK(session.error().message() == "busy; it asks to wait 7200 s");
  CHECK(session.error().mend() == "wait");
  CHECK(session.advise(kStart + 2h, 0).action == Action::kRefresh);
}

TEST_CASE("a call gives up after so many failures, or as many as their kind is worth") {
  OAuthSession session((RetryOptions()));
  session.failed(transient(), kStart, 0.0);
  CHECK(session.advise(kStart, 5).action == Action::kWait);
  CHECK(session.advise(kStart, 6).action == Action::kGiveUp);
  CHECK(session.error().message() == "busy");
  RefreshFailure timeout = transient(ErrorCode::kTimeout);
  timeout.verdict.attempts = 3;
  session.failed(timeout, kStart, 0.0);
  CHECK(session.advise(kStart, 2).action == Action::kWait);
  CHECK(session.advise(kStart, 3).action == Action::kGiveUp);
}

// Fault 32.
TEST_CASE("a refused grant is final, and asked for again by later calls only") {
  OAuthSession session((RetryOptions()));
  session.failed(final_failure(), kStart, 0.0);
  CHECK(session.advise(kStart, 1).action == Action::kGiveUp);
  CHECK(session.error().code() == ErrorCode::kUnauthorized);
  CHECK(session.advise(kStart + 9s, 0).action == Action::kGiveUp);
  CHECK(session.advise(kStart + 10s, 1).action == Action::kGiveUp);
  CHECK(session.advise(kStart + 10s, 0).action == Action::kRefresh);
}

TEST_CASE("a grant that is refused ahead of the end leaves the token in use until then") {
  OAuthSession session = with_token();
  session.failed(final_failure(), kStart + 25min, 0.0);
  CHECK(session.advise(kStart + 25min, 1).action == Action::kUse);
  session.failed(final_failure(), kStart + 30min - 1s, 0.0);
  CHECK(session.advise(kStart + 30min, 0).action == Action::kGiveUp);
}

// Fault 32.
TEST_CASE("a token that the API refuses is not used again, another one is") {
  OAuthSession session = with_token();
  session.refused(Secret("an older one"));
  CHECK(session.advise(kStart, 0).action == Action::kUse);
  session.refused(Secret("access"));
  CHECK(session.advise(kStart, 0).action == Action::kRefresh);
  session.granted(Secret("newer"), 30min, kStart);
  session.refused(Secret("access"));
  CHECK(session.advise(kStart, 0).action == Action::kUse);
  CHECK(session.token().reveal() == "newer");
}

TEST_CASE("tokens that end before they arrive are not asked for without end") {
  OAuthSession session((RetryOptions()));
  for (int i = 0; i < 6; ++i) {
    CHECK(session.advise(kStart + 5s, session.refreshes()).action == Action::kRefresh);
    session.granted(Secret("brief"), 1s, kStart);
  }
  CHECK(session.advise(kStart + 5s, session.refreshes()).action == Action::kGiveUp);
  CHECK(session.error().code() == ErrorCode::kTimeout);
}
