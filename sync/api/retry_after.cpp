#include "sync/api/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sync/api/answer_headers.hpp"
#include "sync/api/http_date.hpp"

namespace threadmirror::sync::api {
namespace {

using std::chrono::milliseconds;

std::optional<milliseconds> parse_seconds(std::string_view text) {
  const bool only_digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!only_digits) return std::nullopt;
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const std::int64_t longest = std::chrono::duration_cast<std::chrono::seconds>(kLongestWish).count();
  if (parsed.ec == std::errc::result_out_of_range || seconds > longest) return kLongestWish;
  return std::chrono::seconds(seconds);
}

std::optional<milliseconds> parse_date(std::string_view text, core::Timestamp now) {
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, milliseconds(0), kLongestWish);
}

}  // namespace

std::optional<milliseconds> parse_retry_after(const http::Response& answer, core::Timestamp now) {
  const auto date = single_header(answer, "Date");
  const core::Timestamp server_now = (date ? parse_http_date(*date) : std::nullopt).value_or(now);
  std::optional<milliseconds> longest;
  for (const std::string_view value : header_values(answer, "Retry-After")) {
    auto wish = parse_seconds(value);
    if (!wish) wish = parse_date(value, server_now);
    if (wish) longest = std::max(*wish, longest.value_or(milliseconds(0)));
  }
  return longest;
}

}  // namespace threadmirror::sync::api
