// What an answer's headers say about the rate limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// Only what makes sense; a value that is missing, negative, contradictory or absurd is empty.
struct RateHeaders {
  std::optional<std::int64_t> most;                 // requests per window: 1 to 10,000
  std::optional<std::chrono::milliseconds> window;  // 1 s to 60 s
  std::optional<std::int64_t> remaining;            // of this window; 0 to `most`
  std::optional<std::int64_t> daily;                // the account's quota; above 0
  std::optional<std::int64_t> daily_remaining;      // 0 to `daily`
};

RateHeaders read_rate_headers(const http::Response& answer);

}  // namespace threadmirror::sync::api
