// The addresses of HubSpot's API: which path family belongs to which version.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::sync::api {

// Accepts numbered versions ("v3") and dated ones ("2026-09", "2026-09-beta"); kConfig for anything else.
core::Status check_api_version(std::string_view version);

// The path of the listing of threads. Numbered: "/conversations/v3/conversations/threads"; dated:
// "/conversations/conversations/2026-09/threads". `version` must have passed check_api_version.
std::string threads_path(std::string_view version);

// The path of one thread.
std::string thread_path(std::string_view version, std::int64_t id);

// The path where an OAuth app gets its access tokens. Numbered: "/oauth/v3/token"; dated:
// "/oauth/2026-09/token", also for "2026-09-beta".
std::string token_path(std::string_view version);

// The path of the account's details. HubSpot documents one, whatever the version of the conversations API.
std::string account_path();

}  // namespace threadmirror::sync::api
