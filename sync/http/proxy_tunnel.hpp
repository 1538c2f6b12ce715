// A way through an HTTP proxy: CONNECT, after which bytes pass unchanged.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "core/result.hpp"
#include "sync/http/stream.hpp"
#include "sync/http/url.hpp"

namespace threadmirror::sync::http {

// The request for a tunnel to `target`; nothing else is ever sent to a proxy in the clear. Pure.
core::Secret connect_request(const Proxy& proxy, const Endpoint& target, const std::string& user_agent);

// Asks the proxy at the other end of `stream` for a tunnel. kProxy with the reason: credentials demanded or
// refused, CONNECT refused, no proper answer, connection lost; kCancelled.
boost::asio::awaitable<core::Status> open_tunnel(Stream& stream, const Proxy& proxy, Endpoint target,
                                                 std::string user_agent);

}  // namespace threadmirror::sync::http
