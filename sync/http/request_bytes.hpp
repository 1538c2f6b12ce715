// A request as the bytes that go on the wire. Pure.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "core/secret.hpp"
#include "sync/http/transport.hpp"
#include "sync/http/url.hpp"

namespace threadmirror::sync::http {

// True when `value` may stand in a header: printable ASCII, spaces and tabs.
bool is_header_value(std::string_view value);

// The whole request, body included, to be sent in one piece; a secret, as the token is in it. kConfig when
// the token has other than visible ASCII characters (the message doesn't show it), kInternal when the target
// or a header could break out of its line or sets what only the transport sets.
core::Result<core::Secret> request_bytes(const Request& request, const Origin& origin,
                                         std::string_view user_agent);

}  // namespace threadmirror::sync::http
