// The local server on an event loop of its own, and clients that do as they like.
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "sync/http/listen_address.hpp"
#include "sync/http/local_server.hpp"

namespace threadmirror::tests {

// A client with blocking calls; none takes longer than half a minute.
class LocalClient {
 public:
  explicit LocalClient(const std::string& address) : socket_(io_) {
    socket_.connect(sync::http::parse_listen_address(address).value());
    const timeval limit{30, 0};
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  void send(std::string_view text) {
    boost::system::error_code ignored;  // the server may have had enough
    boost::asio::write(socket_, boost::asio::buffer(text.data(), text.size()), ignored);
  }
  void end() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }
  // What comes until `mark`, or until the server closes. "(silence)" at its end where it did not.
  std::string read_until(std::string_view mark) {
    std::string text;
    while (mark.empty() || text.find(mark) == std::string::npos) {
      char bytes[4096];
      const auto got = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return text + "(silence)";
      if (got <= 0) break;
      text.append(bytes, static_cast<std::size_t>(got));
    }
    return text;
  }
  std::string read_all() { return read_until(""); }
  int fd() { return socket_.native_handle(); }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

// Says which path was asked for; "/throws" throws, "/large" is too much for any socket's buffer.
inline boost::asio::awaitable<sync::http::LocalAnswer> echo(sync::http::LocalRequest request) {
  if (request.path == "/throws") throw std::runtime_error("a bug");
  sync::http::LocalAnswer answer;
  answer.status = request.path == "/missing" ? 404 : 200;
  answer.body = "path=" + request.path + " accept=" + request.accept;
  if (request.path == "/large") answer.body.assign(std::size_t{64} << 20, 'x');
  co_return answer;
}

class LocalRig {
 public:
  explicit LocalRig(sync::http::LocalServerOptions options = {}, sync::http::LocalHandler handler = echo) {
    if (options.listen.empty()) options.listen = "127.0.0.1:0";
    server_ = sync::http::LocalServer::open(loop_.get_executor(), std::move(options), log_).value();
    boost::asio::co_spawn(loop_, server_->serve(std::move(handler)),
                          boost::asio::bind_cancellation_slot(stop_.slot(), [](std::exception_ptr) {}));
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~LocalRig() { stop(); }

  // Ends `serve`, and returns when nothing of it is left on the event loop.
  void stop() {
    if (!thread_.joinable()) return;
    boost::asio::post(loop_, [this] { stop_.emit(boost::asio::cancellation_type::terminal); });
    thread_.join();
  }

  std::string address() const { return server_->address(); }
  LocalClient client() const { return LocalClient(address()); }
  // Sends the text on a connection of its own and gives all that comes back.
  std::string exchange(std::string_view text) const {
    LocalClient client(address());
    client.send(text);
    return client.read_all();
  }

 private:
  core::NullLog log_;
  boost::asio::io_context loop_;
  boost::asio::cancellation_signal stop_;
  std::unique_ptr<sync::http::LocalServer> server_;
  std::thread thread_;
};

}  // namespace threadmirror::tests
