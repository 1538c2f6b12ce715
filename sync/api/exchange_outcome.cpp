#include "sync/api/exchange_outcome.hpp"

namespace threadmirror::sync::api {

std::string_view to_string(ExchangeOutcome outcome) {
  switch (outcome) {
    case ExchangeOutcome::kOk:
      return "ok";
    case ExchangeOutcome::kNotFound:
      return "not_found";
    case ExchangeOutcome::kRefused:
      return "refused";
    case ExchangeOutcome::kRateLimited:
      return "rate_limited";
    case ExchangeOutcome::kServerError:
      return "server_error";
    case ExchangeOutcome::kTimeout:
      return "timeout";
    case ExchangeOutcome::kConnection:
      return "connection";
    case ExchangeOutcome::kUnusable:
      return "unusable";
  }
  return "unknown";
}

ExchangeOutcome outcome_of(core::ErrorCode code) {
  using core::ErrorCode;
  switch (code) {
    case ErrorCode::kNotFound:
      return ExchangeOutcome::kNotFound;
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
    case ErrorCode::kBadRequest:
    case ErrorCode::kBadCursor:
    case ErrorCode::kGone:
      return ExchangeOutcome::kRefused;
    case ErrorCode::kRateLimited:
    case ErrorCode::kDailyLimit:
      return ExchangeOutcome::kRateLimited;
    case ErrorCode::kServerError:
    case ErrorCode::kLocked:
    case ErrorCode::kAccountMoved:
      return ExchangeOutcome::kServerError;
    case ErrorCode::kTimeout:
      return ExchangeOutcome::kTimeout;
    case ErrorCode::kDns:
    case ErrorCode::kConnect:
    case ErrorCode::kProxy:
    case ErrorCode::kTls:
    case ErrorCode::kConnectionLost:
      return ExchangeOutcome::kConnection;
    default:
      return ExchangeOutcome::kUnusable;
  }
}

}  // namespace threadmirror::sync::api
