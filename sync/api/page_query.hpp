// Builds the targets (path and query) of requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sync/api/threads_api.hpp"

namespace threadmirror::sync::api {

// Everything but unreserved characters (RFC 3986) as %XX.
std::string percent_encode(std::string_view text);

// Each %XX as the byte that it stands for; anything else stays.
std::string percent_decode(std::string_view text);

// The target of one page. A cursor that HubSpot sent percent-encoded inside its JSON is decoded once, and
// every cursor is encoded exactly once. The sort order is always named: the answer's order must not depend on
// a default.
std::string page_target(std::string_view api_version, const PageRequest& request, int page_size);

// The target of one thread, looked for among the archived or the other ones.
std::string thread_target(std::string_view api_version, std::int64_t id, bool archived);

}  // namespace threadmirror::sync::api
