// What a text setting may look like: pure checks of one value each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace threadmirror::config {

// Why a value is refused. Neither part quotes the value: it may hold a password.
struct Refusal {
  std::string message;
  std::string mend;
};
using Check = std::optional<Refusal> (*)(std::string_view value);

// https to any host, plain http to a loopback address only; a port and a path prefix are allowed, user
// information, a query and a fragment are not.
std::optional<Refusal> check_base_url(std::string_view value);
// "v3", or a dated version: "2026-09", "2026-09-beta".
std::optional<Refusal> check_api_version(std::string_view value);
// "http://[user:password@]host:port", or empty.
std::optional<Refusal> check_proxy(std::string_view value);
// An IP address or `localhost`, and a port from 0 (any free one) to 65535: "127.0.0.1:9464", "[::1]:9464"; or
// empty.
std::optional<Refusal> check_listen(std::string_view value);
// Any text without control characters.
std::optional<Refusal> check_plain_text(std::string_view value);
// A file's path, or empty: no control characters, no "~" that nobody expands.
std::optional<Refusal> check_path(std::string_view value);
// The same for a file that holds a secret; refuses what looks like the secret itself.
std::optional<Refusal> check_secret_path(std::string_view value);

}  // namespace threadmirror::config
