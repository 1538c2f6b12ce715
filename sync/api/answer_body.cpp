#include "sync/api/answer_body.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/text.hpp"
#include "sync/api/answer_headers.hpp"

namespace threadmirror::sync::api {
namespace {

using core::ErrorCode;
using core::fail;

constexpr std::size_t kLongestQuote = 80;
constexpr std::string_view kPortalMend =
    "something between here and HubSpot answers in its place: look for a captive portal or a proxy";

// The content type of the first Content-Type header, without parameters; empty where there is none.
std::string_view media_type(std::string_view header) {
  return core::trim(header.substr(0, header.find(';')));
}

// The value of the `charset` parameter, unquoted; empty where there is none.
std::string_view charset(std::string_view header) {
  while (true) {
    const std::size_t semicolon = header.find(';');
    if (semicolon == std::string_view::npos) return {};
    header = core::trim(header.substr(semicolon + 1));
    const std::size_t equals = header.find('=');
    if (equals == std::string_view::npos ||
        !equal_ignoring_case(core::trim(header.substr(0, equals)), "charset")) {
      continue;
    }
    std::string_view value = core::trim(header.substr(equals + 1, header.find(';') - equals - 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return value;
  }
}

bool is_json_type(std::string_view type) {
  constexpr std::string_view kSuffix = "+json";
  return equal_ignoring_case(type, "application/json") || equal_ignoring_case(type, "text/json") ||
         (type.size() > kSuffix.size() &&
          equal_ignoring_case(type.substr(type.size() - kSuffix.size()), kSuffix));
}

bool is_utf8_name(std::string_view name) {
  return name.empty() || equal_ignoring_case(name, "utf-8") || equal_ignoring_case(name, "utf8") ||
         equal_ignoring_case(name, "us-ascii");
}

core::Status check_content_type(const http::Response& answer) {
  const auto headers = header_values(answer, "Content-Type");
  if (headers.empty() || headers.front().empty()) return {};
  const std::string_view header = headers.front();
  const std::string shown = core::printable(header.substr(0, kLongestQuote));
  if (!is_json_type(media_type(header))) {
    return fail(ErrorCode::kBadResponse, "the answer is \"" + shown + "\", not JSON",
                is_html(answer) ? std::string(kPortalMend) : std::string());
  }
  if (!is_utf8_name(charset(header))) {
    return fail(ErrorCode::kBadResponse, "the answer is \"" + shown + "\", not UTF-8");
  }
  return {};
}

// UTF-16 and UTF-32 show themselves by their mark or by a NUL among the first two bytes.
bool is_wide(std::string_view body) {
  return body.starts_with("\xFE\xFF") || body.starts_with("\xFF\xFE") ||
         body.substr(0, 2).find('\0') != std::string_view::npos;
}

}  // namespace

bool is_html(const http::Response& answer) {
  const auto types = header_values(answer, "Content-Type");
  const bool typed = !types.empty() && contains_ignoring_case(media_type(types.front()), "html");
  return typed || core::trim(answer.body).starts_with('<');
}

core::Result<ParsedJson> parse_body(const http::Response& answer) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (const auto status = check_content_type(answer); !status) return fail(status.error());
  std::string_view body = answer.body;
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (core::trim(body).empty()) return fail(ErrorCode::kBadResponse, "the answer has an empty body");
  if (is_wide(body)) return fail(ErrorCode::kBadResponse, "the answer is UTF-16 or UTF-32, not UTF-8");
  if (is_html(answer)) {
    return fail(ErrorCode::kBadResponse, "the answer is a web page, not JSON", std::string(kPortalMend));
  }
  return parse_json(body);
}

}  // namespace threadmirror::sync::api
