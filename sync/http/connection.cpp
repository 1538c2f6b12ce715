#include "sync/http/connection.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <utility>

#include "sync/http/io_failure.hpp"

namespace threadmirror::sync::http {

namespace asio = boost::asio;

Connection::Connection(std::unique_ptr<Stream> stream, std::string peer, const ExchangeLimits& limits)
    : stream_(std::move(stream)),
      peer_(std::move(peer)),
      stall_timeout_(limits.stall_timeout),
      reader_(limits.header_limit, limits.body_limit),
      watchdog_(stream_->socket().get_executor()) {}

asio::awaitable<core::Result<Response>> Connection::exchange(std::string_view request,
                                                             core::SteadyTime deadline) {
  written_ = 0;
  lost_before_answer_ = reusable_ = false;
  reader_.begin();
  watchdog_.arm(stream_->socket(), deadline, stall_timeout_);
  core::Status done = co_await send(request);
  if (done) done = co_await receive();
  watchdog_.disarm();
  if (!done) {
    if (done.error().code() == core::ErrorCode::kTls) stream_->forget_session();
    co_return core::fail(in_time_or(done.error()));
  }
  reusable_ = reader_.keeps_alive();
  stream_->keep_session();
  co_return reader_.take();
}

asio::awaitable<core::Status> Connection::send(std::string_view request) {
  while (!request.empty()) {
    const IoResult io = co_await stream_->write_some(request);
    written_ += io.bytes;
    if (io.error) co_return core::fail(lost(io.error, "sending the request"));
    watchdog_.touch();
    request.remove_prefix(io.bytes);
  }
  co_return core::Status();
}

asio::awaitable<core::Status> Connection::receive() {
  for (;;) {
    const std::span<char> space = reader_.prepare();
    const IoResult io = co_await stream_->read_some(space);
    if (io.bytes > 0) {
      watchdog_.touch();
      const core::Result<bool> complete = reader_.commit(io.bytes);
      if (!complete) co_return core::fail(complete.error().in(peer_));
      if (*complete) co_return core::Status();
    }
    if (io.error) co_return peer_ended(io.error);
  }
}

// The read side ended. That may be the proper end of an answer without a length.
core::Status Connection::peer_ended(const boost::system::error_code& error) {
  const bool closed = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
  if (!closed || !reader_.started()) {
    return core::fail(lost(error, reader_.started() ? "reading the answer" : "waiting for the answer"));
  }
  const bool authentic = stream_->is_tls() && error == asio::error::eof;
  const core::Status ended = reader_.end(authentic ? StreamEnd::kAuthentic : StreamEnd::kBare);
  if (!ended) return core::fail(ended.error().in(peer_));
  return {};
}

core::Error Connection::lost(const boost::system::error_code& error, std::string_view doing) {
  lost_before_answer_ =
      !reader_.started() && watchdog_.bite() == Watchdog::Bite::kNone && is_connection_loss(error);
  return io_failure(error, peer_, doing);
}

// What broke because the watchdog closed the socket is a matter of time, whatever it looks like.
core::Error Connection::in_time_or(core::Error error) const {
  using enum core::ErrorCode;
  const std::string phase = reader_.started() ? "the answer did not end" : "no answer came";
  switch (watchdog_.bite()) {
    case Watchdog::Bite::kNone:
      return error;
    case Watchdog::Bite::kDeadline:
      return core::Error(kTimeout, peer_ + ": " + phase + " within the time for a request");
    case Watchdog::Bite::kStall:
      return core::Error(kTimeout, peer_ + ": " + phase + ", and nothing moved for " +
                                       std::to_string(stall_timeout_.count()) + " ms");
  }
  return error;
}

}  // namespace threadmirror::sync::http
