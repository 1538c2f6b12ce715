// A small HTTP server for those who watch this process: plain text over plain TCP, GET and HEAD.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "core/log.hpp"
#include "core/result.hpp"

namespace threadmirror::sync::http {

// What a client asked for. Its other headers and the part of the target behind "?" are not passed on.
struct LocalRequest {
  std::string path;    // as it was sent: "/metrics"
  std::string accept;  // the value of Accept, or empty
};

struct LocalAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
};

// Answers one request; several may be under way at once. What it throws becomes a 500.
using LocalHandler = std::function<boost::asio::awaitable<LocalAnswer>(LocalRequest)>;

struct LocalServerOptions {
  std::string listen;  // see listen_address.hpp
  std::size_t max_connections =
      16;  // one more takes the place of the one that has sent no request for longest
  std::size_t header_limit = 8 * 1024;  // of a request, in bytes; its body must be empty
  int requests_per_connection = 1000;
  std::chrono::milliseconds request_timeout{5000};  // for a whole request to come, from the answer before it
  std::chrono::milliseconds answer_timeout{5000};   // for an answer to be made and to be taken
};

// Listens from its making on, answers while `serve` runs. Event loop's thread only. A client that is slow,
// sends garbage or never reads costs one connection until its deadline; what is no request is answered with
// 400, 405 or 431, and the connection closed.
class LocalServer {
 public:
  // kConfig for an address that is none or that this machine doesn't have or doesn't allow, kBusy where
  // another process listens on it.
  static core::Result<std::unique_ptr<LocalServer>> open(boost::asio::any_io_executor executor,
                                                         LocalServerOptions options, core::Log& log);
  virtual ~LocalServer() = default;

  // Where it listens: the port that the system chose in place of 0.
  virtual std::string address() const = 0;
  // Whether only this machine can reach it.
  virtual bool is_loopback() const = 0;
  // Takes connections and answers with `handler` until cancelled; then all connections are closed at once. To
  // be called once. Requests whose handler is still at work outlive it: the handler's world must live until
  // the event loop has run dry, the server need not.
  virtual boost::asio::awaitable<void> serve(LocalHandler handler) = 0;
};

}  // namespace threadmirror::sync::http
