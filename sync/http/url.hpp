// The two kinds of URL that a user gives us: the base URL of the upstream and the URL of a proxy. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::sync::http {

// A host and a port. The host is in lower case, without the brackets of an IPv6 literal.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  // "host:port", IPv6 in brackets.
  std::string text() const;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Where requests go.
struct Origin {
  bool tls = true;
  Endpoint endpoint;
  std::string path_prefix;  // "" or "/a/b": put before each target, no slash at the end

  // The value of the Host header: the port only where it is not the scheme's own.
  std::string host_header() const;
};

struct Proxy {
  Endpoint endpoint;
  core::Secret credentials;  // "user:password", percent-decoded; empty where the URL has none
};

// True for "127.0.0.1" and "::1" (no brackets), false for names.
bool is_ip_literal(std::string_view host);
// True for 127.0.0.0/8, ::1 and the name "localhost".
bool is_loopback(std::string_view host);

// Reads "https://host[:port][/prefix]". Plain http is for loopback only: a token would travel in the clear.
// kConfig, naming the defect, also for user information, a query, a fragment and odd characters.
core::Result<Origin> parse_base_url(std::string_view url);

// Reads "http://[user:password@]host[:port]" (the scheme may be missing; the default port is 80). kConfig
// otherwise; the message never holds the user information.
core::Result<Proxy> parse_proxy(std::string_view url);

}  // namespace threadmirror::sync::http
