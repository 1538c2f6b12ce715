#include "sync/api/retry_policy.hpp"

#include <doctest/doctest.h>

#include "core/random.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using core::ErrorCode;
using Action = RetryDecision::Action;

namespace {

constexpr auto kWindow = 10s;

RetryDecision decide(const FailedAttempt& failed, double unit = 0.5) {
  return decide_retry(failed, RetryOptions{}, kWindow, unit);
}

FailedAttempt failed(ErrorCode code, Remedy remedy, int attempts = 1) {
  FailedAttempt attempt;
  attempt.verdict = {code, remedy};
  attempt.attempts = attempts;
  return attempt;
}

}  // namespace

TEST_CASE("backoff doubles its bound up to the cap and spreads over all of it") {
  const RetryOptions options;
  CHECK(backoff(options, 1, 0.0) == 0ms);
  CHECK(backoff(options, 1, 0.5) == 250ms);
  CHECK(backoff(options, 2, 0.5) == 500ms);
  CHECK(backoff(options, 5, 0.5) == 4000ms);
  CHECK(backoff(options, 20, 0.5) == 30s);
  CHECK(backoff(options, 1'000'000, 0.999) < 60s);
  core::SeededRandom random(1);
  double sum = 0;
  for (int i = 0; i < 1000; ++i) sum += static_cast<double>(backoff(options, 3, random.unit()).count());
  CHECK(sum / 1000 == doctest::Approx(1000).epsilon(0.1));
}

TEST_CASE("a transient failure is tried again until the attempts are used up") {
  for (int attempts = 1; attempts < 6; ++attempts) {
    CHECK(decide(failed(ErrorCode::kServerError, Remedy::kBackOff, attempts)).action == Action::kRetry);
  }
  CHECK(decide(failed(ErrorCode::kServerError, Remedy::kBackOff, 6)).action == Action::kGiveUp);
  CHECK(decide(failed(ErrorCode::kForbidden, Remedy::kNone)).action == Action::kGiveUp);
}

TEST_CASE("a verdict with fewer attempts ends earlier") {
  FailedAttempt tls = failed(ErrorCode::kTls, Remedy::kBackOff, 1);
  tls.verdict.attempts = 2;
  CHECK(decide(tls).action == Action::kRetry);
  tls.attempts = 2;
  CHECK(decide(tls).action == Action::kGiveUp);
}

// Fault 28.
TEST_CASE("an empty budget ends retries") {
  FailedAttempt attempt = failed(ErrorCode::kServerError, Remedy::kBackOff);
  attempt.budget_allows = false;
  CHECK(decide(attempt).action == Action::kGiveUp);
}

// Fault 25.
TEST_CASE("after a 429 everybody pauses for the window, or for what the server wishes") {
  FailedAttempt attempt = failed(ErrorCode::kRateLimited, Remedy::kPauseAll);
  CHECK(decide(attempt).action == Action::kRetry);
  CHECK(decide(attempt).pause_all == kWindow);
  attempt.retry_after = 3s;
  CHECK(decide(attempt).pause_all == 3s);
  CHECK(decide(attempt).wait == 3s + 250ms);
  attempt.attempts = 6;
  CHECK(decide(attempt).action == Action::kGiveUp);
  CHECK(decide(attempt).pause_all == 3s);
  attempt.attempts = 1;
  attempt.retry_after = 24h;
  CHECK(decide(attempt).action == Action::kGiveUp);
  CHECK(decide(attempt).wish_too_long);
  CHECK(decide(attempt).pause_all == 5min);
}

// Fault 30.
TEST_CASE("a lock is waited for at least two seconds") {
  FailedAttempt attempt = failed(ErrorCode::kLocked, Remedy::kBackOff);
  CHECK(decide(attempt, 0.0).wait == 2s);
  attempt.retry_after = 1s;
  CHECK(decide(attempt, 0.0).wait == 2s);
  attempt.retry_after = 7s;
  CHECK(decide(attempt, 0.0).wait == 7s);
}

// Fault 29.
TEST_CASE("a moving account's wish is waited for, and handed on where it is too long") {
  FailedAttempt attempt = failed(ErrorCode::kAccountMoved, Remedy::kBackOff);
  attempt.retry_after = 60s;
  CHECK(decide(attempt, 0.0).action == Action::kRetry);
  CHECK(decide(attempt, 0.0).wait == 60s);
  attempt.retry_after = 24h;
  CHECK(decide(attempt).action == Action::kGiveUp);
  CHECK(decide(attempt).wish_too_long);
}

// Faults 38, 68.
TEST_CASE("pages are halved down to ten, whatever the attempts and the budget") {
  CHECK(smaller_page(500) == 250);
  CHECK(smaller_page(31) == 15);
  CHECK(smaller_page(15) == 10);
  CHECK(smaller_page(11) == 10);
  CHECK_FALSE(smaller_page(10));
  CHECK_FALSE(smaller_page(1));
  FailedAttempt attempt = failed(ErrorCode::kTooLarge, Remedy::kLowerPageSize, 6);
  attempt.budget_allows = false;
  attempt.page_size = 500;
  CHECK(decide(attempt).action == Action::kRetrySmaller);
  attempt.page_size = 10;
  CHECK(decide(attempt).action == Action::kGiveUp);
  attempt.page_size.reset();
  CHECK(decide(attempt).action == Action::kGiveUp);
}

// Fault 31.
TEST_CASE("a refused token gets one more call at most") {
  FailedAttempt attempt = failed(ErrorCode::kUnauthorized, Remedy::kRereadToken);
  attempt.verdict.attempts = 2;
  CHECK(decide(attempt).action == Action::kRetry);
  CHECK(decide(attempt).wait == 0ms);
  attempt.attempts = 2;
  CHECK(decide(attempt).action == Action::kGiveUp);
}
