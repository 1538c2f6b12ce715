// One client of the local server. Internal to sync/http.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>

#include "sync/http/local_server.hpp"
#include "sync/http/watchdog.hpp"

namespace threadmirror::sync::http {

// Owns the socket. Event loop's thread only. Two deadlines bound whatever the client does.
class LocalConnection {
 public:
  LocalConnection(boost::asio::ip::tcp::socket socket, const LocalServerOptions& options);

  // Answers requests until the client or a limit ends it. Keeps `self`, and throws nothing.
  static boost::asio::awaitable<void> converse(std::shared_ptr<LocalConnection> self, LocalHandler handler);

  // True while a request is waited for, and once the client is given up though its answer is still being
  // made: to take its place takes nothing from anybody.
  bool is_idle() const { return is_waiting_ || !socket_.is_open(); }
  // Ends everything that goes on on the socket.
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  boost::asio::awaitable<bool> take_request(const LocalHandler& handler);
  boost::asio::awaitable<boost::system::error_code> read(Parser& parser);
  boost::asio::awaitable<bool> send(LocalAnswer answer, bool with_body, bool keep);
  boost::asio::awaitable<void> refuse(int status, std::string why);
  boost::asio::awaitable<void> drain();

  boost::asio::ip::tcp::socket socket_;
  LocalServerOptions options_;
  Watchdog watchdog_;
  boost::beast::flat_buffer buffer_;
  int requests_ = 0;
  bool is_waiting_ = true;
};

}  // namespace threadmirror::sync::http
