// One TCP connection, with or without TLS on it: bytes in, bytes out.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "sync/http/tls_context.hpp"

namespace threadmirror::sync::http {

struct IoResult {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

// Owns the socket. At most one operation at a time; what an operation was given must live until it ends.
class Stream {
 public:
  explicit Stream(boost::asio::ip::tcp::socket socket);
  // Closes without a farewell; a session of TLS stays good for resumption.
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Does the TLS handshake with `host`, by whose name or address the peer's certificate is verified. `now` is
  // the time by which it is judged. kTls with the reason, kConnectionLost, kCancelled.
  boost::asio::awaitable<core::Status> start_tls(std::shared_ptr<TlsContext> context, std::string host,
                                                 core::Timestamp now);

  boost::asio::awaitable<IoResult> read_some(std::span<char> space);
  boost::asio::awaitable<IoResult> write_some(std::string_view bytes);

  boost::asio::ip::tcp::socket& socket() { return socket_; }
  bool is_tls() const { return tls_.has_value(); }
  const TlsContext* tls_context() const { return context_.get(); }
  // "TLSv1.3", or "none".
  std::string_view protocol() const;
  // True when the socket is open and nothing has come since the last read, not even its end.
  bool is_quiet();
  // After a good exchange, and after a failure of TLS: what the next handshake may build on.
  void keep_session();
  void forget_session();

 private:
  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<TlsContext> context_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
};

}  // namespace threadmirror::sync::http
