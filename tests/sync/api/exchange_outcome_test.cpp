#include "sync/api/exchange_outcome.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using core::ErrorCode;

TEST_CASE("each outcome has a name of its own") {
  std::set<std::string> names;
  for (const ExchangeOutcome outcome : kExchangeOutcomes) names.insert(std::string(to_string(outcome)));
  CHECK(names.size() == kExchangeOutcomes.size());
  CHECK_FALSE(names.contains("unknown"));
}

TEST_CASE(
    "an error tells where the exchange failed: at the way, at the server, at the request, at the answer") {
  CHECK(outcome_of(ErrorCode::kNotFound) == ExchangeOutcome::kNotFound);
  CHECK(outcome_of(ErrorCode::kUnauthorized) == ExchangeOutcome::kRefused);
  CHECK(outcome_of(ErrorCode::kBadCursor) == ExchangeOutcome::kRefused);
  CHECK(outcome_of(ErrorCode::kRateLimited) == ExchangeOutcome::kRateLimited);
  CHECK(outcome_of(ErrorCode::kDailyLimit) == ExchangeOutcome::kRateLimited);
  CHECK(outcome_of(ErrorCode::kServerError) == ExchangeOutcome::kServerError);
  CHECK(outcome_of(ErrorCode::kAccountMoved) == ExchangeOutcome::kServerError);
  CHECK(outcome_of(ErrorCode::kTimeout) == ExchangeOutcome::kTimeout);
  CHECK(outcome_of(ErrorCode::kTls) == ExchangeOutcome::kConnection);
  CHECK(outcome_of(ErrorCode::kConnectionLost) == ExchangeOutcome::kConnection);
  CHECK(outcome_of(ErrorCode::kTooLarge) == ExchangeOutcome::kUnusable);
  CHECK(outcome_of(ErrorCode::kBadResponse) == ExchangeOutcome::kUnusable);
}

TEST_CASE("counts are kept apart") {
  ExchangeCounts counts;
  counts.add(ExchangeOutcome::kOk);
  counts.add(ExchangeOutcome::kOk);
  counts.add(ExchangeOutcome::kUnusable);
  CHECK(counts.of(ExchangeOutcome::kOk) == 2);
  CHECK(counts.of(ExchangeOutcome::kUnusable) == 1);
  CHECK(counts.of(ExchangeOutcome::kTimeout) == 0);
}
