#include "tests/fake_hubspot/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tests/fake_hubspot/bodies.hpp"
#include "tests/fake_hubspot/control.hpp"
#include "tests/fake_hubspot/delivery.hpp"
#include "tests/fake_hubspot/gzip.hpp"

namespace threadmirror::fake_hubspot {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using TlsStream = asio::ssl::stream<tcp::socket>;
using namespace asio::experimental::awaitable_operators;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kHeaderLimit = 64 * 1024;
constexpr std::uint64_t kBodyLimit = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds kDripStep{50};
constexpr std::chrono::seconds kGoodbye{1};

asio::awaitable<void> pause(std::chrono::milliseconds duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(kAwait);
}

template <typename Stream>
asio::awaitable<bool> send(Stream& stream, std::string_view bytes) {
  const auto [error, count] = co_await asio::async_write(stream, asio::buffer(bytes), kAwait);
  co_return !error;
}

template <typename Stream>
asio::awaitable<bool> drip(Stream& stream, std::string_view bytes, std::size_t per_second) {
  const std::size_t piece = std::max<std::size_t>(1, per_second / 20);
  const std::chrono::milliseconds step =
      per_second < 20 ? std::chrono::milliseconds(1000 / per_second) : kDripStep;
  while (!bytes.empty()) {
    if (!co_await send(stream, bytes.substr(0, piece))) co_return false;
    bytes.remove_prefix(std::min(piece, bytes.size()));
    co_await pause(step);
  }
  co_return true;
}

// Reads and forgets what the client sends until it leaves.
template <typename Stream>
asio::awaitable<void> drain(Stream& stream) {
  std::array<char, 16384> ignored;
  for (;;) {
    const auto [error, count] = co_await stream.async_read_some(asio::buffer(ignored), kAwait);
    if (error) co_return;
  }
}

// Silence until the client leaves, or for so long. False: the connection is no more.
template <typename Stream>
asio::awaitable<bool> stall(Stream& stream, long milliseconds) {
  if (milliseconds > 0) {
    co_await pause(std::chrono::milliseconds(milliseconds));
    co_return true;
  }
  co_await drain(stream);
  co_return false;
}

void reset(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

asio::awaitable<void> say_goodbye(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
  co_return;
}

asio::awaitable<void> say_goodbye(TlsStream& stream) {
  co_await (stream.async_shutdown(kAwait) || pause(kGoodbye));
  co_await say_goodbye(stream.next_layer());
}

tcp::socket& socket_of(tcp::socket& socket) { return socket; }
tcp::socket& socket_of(TlsStream& stream) { return stream.next_layer(); }

// True: the connection can take the next request.
template <typename Stream>
asio::awaitable<bool> perform(Stream& stream, const Script& script) {
  const bool sent = script.bytes_per_second == 0
                        ? co_await send(stream, script.bytes)
                        : co_await drip(stream, script.bytes, script.bytes_per_second);
  if (!sent) co_return false;
  switch (script.ending) {
    case Ending::kKeep:
      co_return true;
    case Ending::kClose:
      co_return false;
    case Ending::kReset:
      reset(socket_of(stream));
      co_return false;
    case Ending::kStall:
      if (!co_await stall(stream, script.stall_ms)) co_return false;
      co_return co_await send(stream, script.tail);
    case Ending::kForever:
      while (co_await send(stream, script.tail)) {
      }
      co_return false;
  }
  co_return false;
}

template <typename Stream>
asio::awaitable<bool> send_chunks(Stream& stream, const Answer& answer, Site& site) {
  if (!co_await send(stream, chunked_header(answer))) co_return false;
  for (;;) {
    std::string piece;
    {
      const std::lock_guard lock(site.mutex);
      piece = answer.more();
    }
    const std::string framed = chunk(piece);
    if (!co_await send(stream, framed)) co_return false;
    if (piece.empty()) co_return true;
  }
}

std::string_view view(boost::string_view text) { return {text.data(), text.size()}; }

Answer ask(const Request& request, Site& site) {
  const std::string method = std::string(view(request.method_string()));
  const Call call{method, view(request.target()), view(request[http::field::authorization]), request.body()};
  const std::lock_guard lock(site.mutex);
  return site.upstream.handle(call, site.now());
}

bool may_gzip(const Request& request, Site& site) {
  const std::lock_guard lock(site.mutex);
  return site.upstream.quirks().gzip && accepts_gzip(view(request[http::field::accept_encoding]));
}

template <typename Stream>
asio::awaitable<bool> answer_one(Stream& stream, Request request, Site& site) {
  const Answer answer = ask(request, site);
  if (site.latency.count() > 0 && !is_control(view(request.target()))) co_await pause(site.latency);
  if (answer.more) co_return co_await send_chunks(stream, answer, site);
  const Script script = script_of(answer, may_gzip(request, site), request.keep_alive());
  co_return co_await perform(stream, script);
}

// Closing on a client that still sends would reset the connection and destroy the answer.
template <typename Stream>
asio::awaitable<void> refuse_long_target(Stream& stream) {
  const Script script = script_of(error_status(414, "", 0), false, false);
  if (!co_await send(stream, script.bytes)) co_return;
  co_await (drain(stream) || pause(kGoodbye));
}

template <typename Stream>
asio::awaitable<void> serve(Stream& stream, Site& site) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(kHeaderLimit);
    parser.body_limit(kBodyLimit);
    const auto [error, count] = co_await http::async_read(stream, buffer, parser, kAwait);
    if (error == http::error::header_limit) co_await refuse_long_target(stream);
    if (error) co_return;
    Request request = parser.release();
    if (!co_await answer_one(stream, std::move(request), site)) co_return;
  }
}

}  // namespace

asio::awaitable<void> serve_plain(tcp::socket socket, Site& site) {
  co_await serve(socket, site);
  if (socket.is_open()) co_await say_goodbye(socket);
}

asio::awaitable<void> serve_tls(tcp::socket socket, asio::ssl::context& context, Site& site) {
  TlsStream stream(std::move(socket), context);
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
  if (error) co_return;
  co_await serve(stream, site);
  if (stream.next_layer().is_open()) co_await say_goodbye(stream);
}

}  // namespace threadmirror::fake_hubspot
