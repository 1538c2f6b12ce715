#include "sync/http/request_bytes.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>

#include "core/text.hpp"

namespace threadmirror::sync::http {
namespace {

constexpr std::array<std::string_view, 10> kOwnHeaders{
    "Host",          "User-Agent",        "Accept-Encoding", "Content-Length", "Connection",
    "Authorization", "Transfer-Encoding", "Upgrade",         "Expect",         "Proxy-Authorization"};

bool is_visible(char c) { return c > ' ' && c < 0x7F; }

bool is_visible_text(std::string_view text) { return std::all_of(text.begin(), text.end(), is_visible); }

bool is_token_character(char c) {
  return is_visible(c) && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
}

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_token_character);
}

bool is_own_header(std::string_view name) {
  return std::any_of(kOwnHeaders.begin(), kOwnHeaders.end(),
                     [name](std::string_view own) { return boost::beast::iequals(own, name); });
}

core::Status check(const Request& request) {
  using enum core::ErrorCode;
  if (!is_visible_text(request.bearer_token.reveal())) {
    return core::fail(kConfig, "the token has control characters, spaces or characters outside ASCII",
                      "copy it again, without anything around it");
  }
  if (!request.target.starts_with('/') || !is_visible_text(request.target)) {
    return core::fail(kInternal, "not a request target: \"" + core::printable(request.target) + "\"");
  }
  if (request.method == Method::kGet && !request.body.empty()) {
    return core::fail(kInternal, "a GET request has no body");
  }
  for (const Header& h : request.headers) {
    if (!is_header_name(h.name) || !is_header_value(h.value) || is_own_header(h.name)) {
      return core::fail(kInternal, "not a header that a request may have: " + core::printable(h.name));
    }
  }
  return {};
}

void append(std::string& text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) text.append(part);
}

// An upper bound, so that the token is not left behind in memory by a string that grew.
std::size_t size_bound(const Request& request, const Origin& origin, std::string_view user_agent) {
  std::size_t size = 512 + request.body.size() + origin.path_prefix.size() + origin.endpoint.host.size() +
                     user_agent.size() + request.target.size() + request.bearer_token.reveal().size();
  for (const Header& h : request.headers) size += h.name.size() + h.value.size() + 4;
  return size;
}

}  // namespace

bool is_header_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return is_visible(c) || c == ' ' || c == '\t'; });
}

core::Result<core::Secret> request_bytes(const Request& request, const Origin& origin,
                                         std::string_view user_agent) {
  if (const core::Status valid = check(request); !valid) return core::fail(valid.error());
  std::string bytes;
  bytes.reserve(size_bound(request, origin, user_agent));
  append(bytes, {request.method == Method::kGet ? "GET " : "POST ", origin.path_prefix, request.target,
                 " HTTP/1.1\r\nHost: ", origin.host_header(), "\r\nUser-Agent: ", user_agent,
                 "\r\nAccept-Encoding: gzip\r\n"});
  if (!request.bearer_token.empty()) {
    append(bytes, {"Authorization: Bearer ", request.bearer_token.reveal(), "\r\n"});
  }
  if (request.method == Method::kPost) {
    append(bytes, {"Content-Length: ", std::to_string(request.body.size()), "\r\n"});
  }
  for (const Header& h : request.headers) append(bytes, {h.name, ": ", h.value, "\r\n"});
  append(bytes, {"\r\n", request.body});
  core::Secret result(std::move(bytes));
  return result;
}

}  // namespace threadmirror::sync::http
