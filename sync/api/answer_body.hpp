// The body of an answer: is it JSON at all, and what does it say?
#pragma once

#include "core/result.hpp"
#include "sync/api/json_parser.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// The JSON document in the body. A byte order mark is stripped; refused with kBadResponse are other content
// types than JSON (a missing one is let pass), other charsets than UTF-8, and what parse_json refuses.
core::Result<ParsedJson> parse_body(const http::Response& answer);

// True for a body that is a web page: what captive portals, proxies and content delivery networks send.
bool is_html(const http::Response& answer);

}  // namespace threadmirror::sync::api
