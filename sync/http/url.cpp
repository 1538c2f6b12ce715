#include "sync/http/url.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

#include "core/text.hpp"

namespace threadmirror::sync::http {
namespace {

constexpr std::string_view kLowerLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kLongestHost = 253;  // RFC 1035

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::optional<boost::asio::ip::address> parse_address(std::string_view host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (error || host.find('%') != std::string_view::npos) return std::nullopt;
  return address;
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > kLongestHost) return false;
  std::size_t label = 0;
  for (const char c : host) {
    if (c == '.' && label == 0) return false;
    if (c != '.' && c != '-' && c != '_' && !is_one_of(c, kLowerLetters) && !is_one_of(c, kDigits))
      return false;
    label = c == '.' ? 0 : label + 1;
    if (label > 63) return false;
  }
  return label > 0;
}

// "127.1", "0x7f000001" and the like, which the C library would read as addresses.
bool looks_numeric(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  return last.starts_with("0x") || last.find_first_not_of(kDigits) == std::string_view::npos;
}

std::optional<std::string> read_host(std::string_view text) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return std::nullopt;
    const auto address = parse_address(text.substr(1, text.size() - 2));
    if (!address || !address->is_v6()) return std::nullopt;
    return address->to_string();
  }
  const std::string host = lower(text);
  if (!is_host_name(host)) return std::nullopt;
  if (looks_numeric(host) && !parse_address(host)) return std::nullopt;
  return host;
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::optional<Endpoint> read_endpoint(std::string_view authority, std::uint16_t default_port) {
  std::string_view host = authority;
  std::optional<std::uint16_t> port = default_port;
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    host = authority.substr(0, colon);
    port = read_port(authority.substr(colon + 1));
  }
  std::optional<std::string> name = read_host(host);
  if (!name || !port) return std::nullopt;
  return Endpoint{std::move(*name), *port};
}

struct Parts {
  std::string scheme;
  std::string_view authority;
  std::string_view rest;  // path, query and fragment
};

Parts split(std::string_view url, std::string_view default_scheme) {
  Parts parts;
  const std::size_t scheme_end = url.find("://");
  parts.scheme = lower(scheme_end == std::string_view::npos ? default_scheme : url.substr(0, scheme_end));
  if (scheme_end != std::string_view::npos) url.remove_prefix(scheme_end + 3);
  const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
  parts.authority = url.substr(0, end);
  parts.rest = url.substr(end);
  return parts;
}

bool is_plain_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    result.push_back(static_cast<char>(*high * 16 + *low));
    i += 2;
  }
  return result;
}

tl::unexpected<core::Error> bad_base_url(std::string_view url, const std::string& why) {
  return core::fail(core::ErrorCode::kConfig, "base URL \"" + core::printable(url) + "\": " + why,
                    "give it as https://host[:port][/prefix]");
}

tl::unexpected<core::Error> bad_proxy(const std::string& why) {
  return core::fail(core::ErrorCode::kConfig, "proxy: " + why,
                    "give it as http://[user:password@]host:port, special characters percent-encoded");
}

}  // namespace

std::string Endpoint::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Origin::host_header() const {
  const std::string full = endpoint.text();
  const std::uint16_t own = tls ? 443 : 80;
  return endpoint.port == own ? full.substr(0, full.rfind(':')) : full;
}

bool is_ip_literal(std::string_view host) { return parse_address(host).has_value(); }

bool is_loopback(std::string_view host) {
  const auto address = parse_address(host);
  return address ? address->is_loopback() : lower(host) == "localhost";
}

core::Result<Origin> parse_base_url(std::string_view url) {
  // What follows an @ may come after a password: such a URL is never shown.
  if (url.find('@') != std::string_view::npos) {
    return core::fail(core::ErrorCode::kConfig, "the base URL has user information (or another @)",
                      "give it as https://host[:port][/prefix]");
  }
  const Parts parts = split(url, "");
  if (parts.scheme != "https" && parts.scheme != "http")
    return bad_base_url(url, "it must begin with https://");
  Origin origin;
  origin.tls = parts.scheme == "https";
  std::optional<Endpoint> endpoint = read_endpoint(parts.authority, origin.tls ? 443 : 80);
  if (!endpoint) return bad_base_url(url, "the host or the port can't be read");
  origin.endpoint = std::move(*endpoint);
  if (!origin.tls && !is_loopback(origin.endpoint.host)) {
    return bad_base_url(url, "plain http is allowed to a loopback address only, as it would show the token");
  }
  if (parts.rest.find_first_of("?#") != std::string_view::npos) {
    return bad_base_url(url, "it has a query or a fragment");
  }
  if (!is_plain_path(parts.rest))
    return bad_base_url(url, "its path has characters that must be percent-encoded");
  origin.path_prefix = std::string(parts.rest.substr(0, parts.rest.find_last_not_of('/') + 1));
  return origin;
}

core::Result<Proxy> parse_proxy(std::string_view url) {
  Parts parts = split(url, "http");
  if (parts.scheme != "http") return bad_proxy("only http:// proxies are supported (TLS goes through them)");
  if (parts.rest.find_first_not_of('/') != std::string_view::npos) return bad_proxy("it has a path");
  Proxy proxy;
  const std::size_t at = parts.authority.rfind('@');
  if (at != std::string_view::npos) {
    auto credentials = percent_decode(parts.authority.substr(0, at));
    if (!credentials) return bad_proxy("its user information is not percent-encoded properly");
    proxy.credentials = core::Secret(std::move(*credentials));
    parts.authority.remove_prefix(at + 1);
  }
  std::optional<Endpoint> endpoint = read_endpoint(parts.authority, 80);
  if (!endpoint) return bad_proxy("its host or port can't be read");
  proxy.endpoint = std::move(*endpoint);
  return proxy;
}

}  // namespace threadmirror::sync::http
