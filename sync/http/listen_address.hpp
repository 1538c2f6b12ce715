// The address on which the local server listens, as the configuration gives it. Pure.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::sync::http {

// Reads "127.0.0.1:9464", "[::1]:9464" or "localhost:9464" (which is 127.0.0.1). Port 0 lets the system
// choose. kConfig otherwise: names are not looked up.
core::Result<boost::asio::ip::tcp::endpoint> parse_listen_address(std::string_view text);

// "127.0.0.1:9464", "[::1]:9464".
std::string to_text(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace threadmirror::sync::http
