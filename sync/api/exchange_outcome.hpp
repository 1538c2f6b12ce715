// How an HTTP exchange with HubSpot ended, in the few words that metrics tell apart. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/error.hpp"

namespace threadmirror::sync::api {

enum class ExchangeOutcome {
  kOk,           // a usable answer
  kNotFound,     // 404, which for a single thread is a usable answer too
  kRefused,      // any other 4xx: a token, a scope, a cursor, a listing that was refused
  kRateLimited,  // 429, of the burst window or of the day
  kServerError,  // 5xx, and HubSpot's own 423 and 477
  kTimeout,      // no answer within the deadline
  kConnection,   // no answer: name, connection, proxy, TLS
  kUnusable,     // an answer that could not be read: no JSON, too large, a redirect
};
inline constexpr std::array kExchangeOutcomes{ExchangeOutcome::kOk,          ExchangeOutcome::kNotFound,
                                              ExchangeOutcome::kRefused,     ExchangeOutcome::kRateLimited,
                                              ExchangeOutcome::kServerError, ExchangeOutcome::kTimeout,
                                              ExchangeOutcome::kConnection,  ExchangeOutcome::kUnusable};

// The name without the `k`, in snake_case: "rate_limited". Stable: metrics carry it.
std::string_view to_string(ExchangeOutcome outcome);

// The outcome of an exchange that failed with `code`.
ExchangeOutcome outcome_of(core::ErrorCode code);

// One number for each outcome.
class ExchangeCounts {
 public:
  void add(ExchangeOutcome outcome) { ++counts_.at(static_cast<std::size_t>(outcome)); }
  std::int64_t of(ExchangeOutcome outcome) const { return counts_.at(static_cast<std::size_t>(outcome)); }

 private:
  std::array<std::int64_t, kExchangeOutcomes.size()> counts_{};
};

}  // namespace threadmirror::sync::api
