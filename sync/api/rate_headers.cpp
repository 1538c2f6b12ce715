#include "sync/api/rate_headers.hpp"

#include <charconv>
#include <string_view>

#include "sync/api/answer_headers.hpp"

namespace threadmirror::sync::api {
namespace {

constexpr std::int64_t kMostRequests = 10'000;
constexpr std::int64_t kShortestWindowMs = 1'000;
constexpr std::int64_t kLongestWindowMs = 60'000;
constexpr std::int64_t kMostDaily = 1'000'000'000;
// Four times HubSpot's highest allowance; whoever promises more is not believed.
constexpr std::int64_t kMostPerSecond = 100;

// The header's whole number, if it lies between the two bounds.
std::optional<std::int64_t> number(const http::Response& answer, std::string_view name, std::int64_t least,
                                   std::int64_t most) {
  const auto text = single_header(answer, name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value >= least && value <= most ? std::optional(value) : std::nullopt;
}

}  // namespace

RateHeaders read_rate_headers(const http::Response& answer) {
  RateHeaders headers;
  headers.most = number(answer, "X-HubSpot-RateLimit-Max", 1, kMostRequests);
  const auto window =
      number(answer, "X-HubSpot-RateLimit-Interval-Milliseconds", kShortestWindowMs, kLongestWindowMs);
  if (window) headers.window = std::chrono::milliseconds(*window);
  const bool too_fast = headers.most && *headers.most * 1000 > kMostPerSecond * window.value_or(10'000);
  if (too_fast) headers.most.reset();
  headers.remaining = number(answer, "X-HubSpot-RateLimit-Remaining", 0, headers.most.value_or(-1));
  headers.daily = number(answer, "X-HubSpot-RateLimit-Daily", 1, kMostDaily);
  headers.daily_remaining =
      number(answer, "X-HubSpot-RateLimit-Daily-Remaining", 0, headers.daily.value_or(kMostDaily));
  return headers;
}

}  // namespace threadmirror::sync::api
