#include "sync/api/page_query.hpp"

#include <charconv>
#include <optional>

#include "sync/api/paths.hpp"

namespace threadmirror::sync::api {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// The byte of the %XX at `at`.
std::optional<char> escaped_byte(std::string_view text, std::size_t at) {
  if (at + 3 > text.size() || text[at] != '%') return std::nullopt;
  unsigned byte = 0;
  const char* const last = text.data() + at + 3;
  const auto [end, error] = std::from_chars(text.data() + at + 1, last, byte, 16);
  if (error != std::errc() || end != last) return std::nullopt;
  return static_cast<char>(byte);
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = escaped_byte(text, at);
    out += byte.value_or(text[at]);
    at += byte ? std::size_t{3} : std::size_t{1};
  }
  return out;
}

std::string page_target(std::string_view api_version, const PageRequest& request, int page_size) {
  std::string target = threads_path(api_version) + "?limit=" + std::to_string(page_size);
  target += request.listing.archived ? "&archived=true" : "&archived=false";
  target += "&association=TICKET";
  if (request.listing.inbox_id) target += "&inboxId=" + std::to_string(*request.listing.inbox_id);
  if (request.sort == Sort::kId) {
    target += "&sort=id";
  } else {
    const core::Timestamp after = request.latest_message_after.value_or(core::Timestamp());
    target += "&sort=latestMessageTimestamp&latestMessageTimestampAfter=" + percent_encode(after.to_string());
  }
  if (request.cursor) target += "&after=" + percent_encode(percent_decode(*request.cursor));
  return target;
}

std::string thread_target(std::string_view api_version, std::int64_t id, bool archived) {
  return thread_path(api_version, id) + (archived ? "?archived=true" : "?archived=false") +
         "&association=TICKET";
}

}  // namespace threadmirror::sync::api
