// Opens a TCP connection to the first address of several that answers.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/http/resolver.hpp"

namespace threadmirror::sync::http {

struct DialOptions {
  core::SteadyTime deadline;                  // for all addresses together
  std::chrono::milliseconds address_timeout;  // for each address but the last, which gets what is left
};

// Tries the addresses one after the other. The socket has TCP_NODELAY. `host` is for messages.
//
// Failures: kConnect, telling each address and its reason; kTimeout when the deadline passed; kCancelled.
boost::asio::awaitable<core::Result<boost::asio::ip::tcp::socket>> dial(boost::asio::any_io_executor executor,
                                                                        std::string host, Addresses addresses,
                                                                        std::uint16_t port,
                                                                        DialOptions options);

}  // namespace threadmirror::sync::http
