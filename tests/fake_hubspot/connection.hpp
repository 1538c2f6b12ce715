// One client's connection, from the handshake to its end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <functional>
#include <mutex>

#include "tests/fake_hubspot/upstream.hpp"

namespace threadmirror::fake_hubspot {

// What all connections share. Outlives them.
struct Site {
  Upstream& upstream;
  std::mutex& mutex;  // held during every use of `upstream`
  std::function<core::Timestamp()> now;
  std::chrono::milliseconds latency{0};
};

// Serve until either side ends the connection. They fail by returning.
boost::asio::awaitable<void> serve_plain(boost::asio::ip::tcp::socket socket, Site& site);
boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket,
                                       boost::asio::ssl::context& context, Site& site);

}  // namespace threadmirror::fake_hubspot
