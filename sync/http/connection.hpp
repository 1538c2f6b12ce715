// One connection to the upstream, ready for exchanges, one after the other.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/http/response_reader.hpp"
#include "sync/http/stream.hpp"
#include "sync/http/transport.hpp"
#include "sync/http/watchdog.hpp"

namespace threadmirror::sync::http {

struct ExchangeLimits {
  std::chrono::milliseconds stall_timeout;
  std::size_t header_limit;
  std::size_t body_limit;
};

// Buffers are made once and reused. From the executor's thread only.
class Connection {
 public:
  // `peer` is the upstream's name for messages.
  Connection(std::unique_ptr<Stream> stream, std::string peer, const ExchangeLimits& limits);

  // Sends the request and reads the answer, until `deadline` at most. `request` must live until then.
  // Failures as documented at Transport, but for those of connecting. After a failure only the questions
  // below may be asked.
  boost::asio::awaitable<core::Result<Response>> exchange(std::string_view request,
                                                          core::SteadyTime deadline);

  // After a failure: true when the connection was gone before any byte of the answer came.
  bool was_lost_before_answer() const { return lost_before_answer_; }
  // After a failure: true when the server may have seen a part of the request.
  bool has_written() const { return written_ > 0; }
  // After a success: true when the connection may be kept.
  bool is_reusable() { return reusable_ && stream_->socket().is_open(); }
  // True when nothing has come, not even the end, since the last exchange.
  bool is_quiet() { return stream_->is_quiet(); }
  // By whose anchors the peer was verified; null without TLS.
  const TlsContext* tls_context() const { return stream_->tls_context(); }

 private:
  boost::asio::awaitable<core::Status> send(std::string_view request);
  boost::asio::awaitable<core::Status> receive();
  core::Error lost(const boost::system::error_code& error, std::string_view doing);
  core::Status peer_ended(const boost::system::error_code& error);
  core::Error in_time_or(core::Error error) const;

  std::unique_ptr<Stream> stream_;
  std::string peer_;
  std::chrono::milliseconds stall_timeout_;
  ResponseReader reader_;
  Watchdog watchdog_;
  std::size_t written_ = 0;
  bool lost_before_answer_ = false;
  bool reusable_ = false;
};

}  // namespace threadmirror::sync::http
