#include "config/text_checks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace threadmirror::config {
namespace {

constexpr std::size_t kTokenLength = 30;  // no HubSpot secret is shorter

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_ip(int family, std::string_view text) {
  unsigned char address[16];
  return ::inet_pton(family, std::string(text).c_str(), address) == 1;
}

bool is_host_name(std::string_view text) {
  const bool known_characters = std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
  });
  return !text.empty() && text.size() <= 253 && known_characters && text.front() != '.' &&
         text.front() != '-' && text.find("..") == std::string_view::npos;
}

struct HostPort {
  std::string_view host;  // without brackets
  bool bracketed = false;
  std::optional<std::string_view> port;
};

// Takes "host", "host:port" and "[v6]:port" apart; nothing where brackets don't match.
std::optional<HostPort> split_host(std::string_view text) {
  HostPort parts;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    parts.bracketed = true;
    parts.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    parts.host = text.substr(0, text.find(':'));
    rest = text.substr(parts.host.size());
  }
  if (rest.empty()) return parts;
  if (rest.front() != ':') return std::nullopt;
  parts.port = rest.substr(1);
  return parts;
}

bool is_port(std::string_view text, int least) {
  int port = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return is_digits(text) && problem == std::errc() && end == text.data() + text.size() && port >= least &&
         port <= 65535;
}

bool is_valid_host(const HostPort& parts) {
  return parts.bracketed ? is_ip(AF_INET6, parts.host) : is_host_name(parts.host);
}

bool is_loopback(const HostPort& parts) {
  if (parts.bracketed) return parts.host == "::1";
  return parts.host == "localhost" || (parts.host.starts_with("127.") && is_ip(AF_INET, parts.host));
}

}  // namespace

std::optional<Refusal> check_plain_text(std::string_view value) {
  if (std::none_of(value.begin(), value.end(), is_control)) return std::nullopt;
  return Refusal{"holds a control character", "remove it"};
}

std::optional<Refusal> check_base_url(std::string_view value) {
  constexpr std::string_view kMend = "write it as \"https://api.hubapi.com\"";
  const bool https = value.starts_with("https://");
  if (!https && !value.starts_with("http://")) {
    return Refusal{"must begin with https://", std::string(kMend)};
  }
  const std::string_view rest = value.substr(https ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const bool printable = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (!printable) return Refusal{"holds a character that no URL may hold", std::string(kMend)};
  if (authority.find('@') != std::string_view::npos) {
    return Refusal{"must not hold a user or password", "remove what stands before the @"};
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return Refusal{"must not hold a query or fragment", "cut it off before the ? or #"};
  }
  const auto parts = split_host(authority);
  if (!parts || !is_valid_host(*parts)) return Refusal{"has no valid host", std::string(kMend)};
  if (parts->port && !is_port(*parts->port, 1)) {
    return Refusal{"has no valid port", "write a port from 1 to 65535, or none"};
  }
  if (!https && !is_loopback(*parts)) {
    return Refusal{"would send the token unencrypted: plain http is for loopback addresses only",
                   "write https:// instead of http://"};
  }
  return std::nullopt;
}

std::optional<Refusal> check_api_version(std::string_view value) {
  if (value.starts_with('v') && value.size() <= 4 && is_digits(value.substr(1))) return std::nullopt;
  const std::string_view suffix = value.substr(std::min<std::size_t>(value.size(), 7));
  const bool dated = value.size() >= 7 && is_digits(value.substr(0, 4)) && value[4] == '-' &&
                     is_digits(value.substr(5, 2)) && (suffix.empty() || suffix == "-beta");
  const std::string_view month = dated ? value.substr(5, 2) : std::string_view();
  if (dated && month >= "01" && month <= "12") return std::nullopt;
  return Refusal{"is not a version of the API",
                 R"(write "v3", or a dated version such as "2026-09" or "2026-09-beta")"};
}

std::optional<Refusal> check_proxy(std::string_view value) {
  constexpr std::string_view kMend = R"(write it as "http://host:port" or "http://user:password@host:port")";
  if (value.empty()) return std::nullopt;
  if (!value.starts_with("http://")) return Refusal{"must begin with http://", std::string(kMend)};
  if (auto refusal = check_plain_text(value)) return refusal;
  std::string_view rest = value.substr(7);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) rest.remove_prefix(at + 1);
  const auto parts = split_host(rest);
  if (!parts || !is_valid_host(*parts)) return Refusal{"has no valid host", std::string(kMend)};
  if (!parts->port || !is_port(*parts->port, 1)) return Refusal{"has no valid port", std::string(kMend)};
  return std::nullopt;
}

std::optional<Refusal> check_listen(std::string_view value) {
  constexpr std::string_view kMend = R"(write it as "127.0.0.1:9464" or "[::1]:9464")";
  if (value.empty()) return std::nullopt;
  const auto parts = split_host(value);
  const bool address =
      parts && (parts->bracketed ? is_ip(AF_INET6, parts->host)
                                 : parts->host == "localhost" || is_ip(AF_INET, parts->host));
  if (!address) return Refusal{"has no IP address to listen on", std::string(kMend)};
  if (!parts->port || !is_port(*parts->port, 0)) return Refusal{"has no valid port", std::string(kMend)};
  return std::nullopt;
}

std::optional<Refusal> check_path(std::string_view value) {
  if (auto refusal = check_plain_text(value)) return refusal;
  if (value == "~" || value.starts_with("~/")) {
    return Refusal{"begins with ~, which only a shell expands", "write the whole path"};
  }
  return std::nullopt;
}

std::optional<Refusal> check_secret_path(std::string_view value) {
  const bool bare = value.find_first_of("/.") == std::string_view::npos;
  if (bare && (value.starts_with("pat-") || value.size() >= kTokenLength)) {
    return Refusal{"looks like the secret itself; this setting takes the name of a file that holds it",
                   "put the secret into a file of mode 0600, write its path here, and have the secret "
                   "replaced if others could read this file"};
  }
  return check_path(value);
}

}  // namespace threadmirror::config
