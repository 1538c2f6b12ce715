// Which proxy, if any, leads to the upstream: the setting, else the environment. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "sync/http/url.hpp"

namespace threadmirror::sync::http {

// Looks a variable of the environment up; nothing where it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

// The proxy URL for `TransportOptions::proxy`, or an empty string for a direct way. A configured one always
// counts; else https_proxy or HTTPS_PROXY does, unless no_proxy or NO_PROXY excludes the host (lower case
// goes first, as everywhere). Plain http, which is loopback only, never takes a proxy from the environment.
// kConfig when the base URL or the chosen proxy can't be used; the message names where it came from.
core::Result<std::string> choose_proxy(std::string_view configured, const EnvironmentLookup& environment,
                                       std::string_view base_url);

// True when the list excludes the endpoint from proxying. Entries are separated by commas or white space: `*`
// for all, a host, which counts for its subdomains too (with or without a dot before it), or an IP address;
// each may have a port.
bool matches_no_proxy(std::string_view list, const Endpoint& endpoint);

}  // namespace threadmirror::sync::http
