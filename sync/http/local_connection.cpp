#include "sync/http/local_connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <optional>
#include <utility>

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::size_t kDrained = 64 * 1024;
constexpr std::chrono::seconds kDrainTime{1};

std::string path_of(std::string_view target) { return std::string(target.substr(0, target.find('?'))); }

bool is_get_or_head(beast_http::verb verb) {
  return verb == beast_http::verb::get || verb == beast_http::verb::head;
}

// A status of the answer to a request that could not be read; nothing where the client has gone.
std::optional<int> refusal(const error_code& error) {
  if (error == beast_http::error::header_limit || error == beast_http::error::buffer_overflow) return 431;
  if (error == beast_http::error::end_of_stream || error == beast_http::error::partial_message) {
    return std::nullopt;
  }
  const bool is_malformed = error.category() == make_error_code(beast_http::error::bad_method).category();
  return is_malformed ? std::optional(400) : std::nullopt;
}

LocalAnswer in_words(int status, std::string_view why) {
  LocalAnswer answer;
  answer.status = status;
  answer.body = std::string(why) + '\n';
  return answer;
}

using Message = beast_http::response<beast_http::string_body>;

Message message_of(LocalAnswer answer, bool with_body, bool keep) {
  Message message;
  message.version(11);
  message.result(static_cast<unsigned>(answer.status));
  message.set(beast_http::field::content_type, answer.content_type);
  message.set(beast_http::field::cache_control, "no-store");
  if (answer.status == 405) message.set(beast_http::field::allow, "GET, HEAD");
  message.content_length(answer.body.size());
  message.keep_alive(keep);
  if (with_body) message.body() = std::move(answer.body);
  return message;
}

// The handler's answer, whatever it throws; it must not be cut off by that. (No co_await in a catch clause.)
asio::awaitable<LocalAnswer> answer_of(const LocalHandler& handler, LocalRequest request) {
  try {
    co_return co_await handler(std::move(request));
  } catch (...) {
    co_return in_words(500, "the answer could not be made");
  }
}

}  // namespace

LocalConnection::LocalConnection(asio::ip::tcp::socket socket, const LocalServerOptions& options)
    : socket_(std::move(socket)),
      options_(options),
      watchdog_(socket_.get_executor()),
      buffer_(options.header_limit + 1024) {}

void LocalConnection::close() {
  error_code ignored;
  socket_.close(ignored);
}

asio::awaitable<void> LocalConnection::converse(std::shared_ptr<LocalConnection> self, LocalHandler handler) {
  try {
    for (bool goes_on = true; goes_on;) goes_on = co_await self->take_request(handler);
  } catch (...) {  // no memory for this client: the next one may be luckier
  }
  self->watchdog_.disarm();
  self->close();
}

asio::awaitable<error_code> LocalConnection::read(Parser& parser) {
  parser.header_limit(static_cast<std::uint32_t>(options_.header_limit));
  error_code error;
  co_await beast_http::async_read(socket_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

// Returns whether another request may follow.
asio::awaitable<bool> LocalConnection::take_request(const LocalHandler& handler) {
  watchdog_.arm(socket_, steady_clock::now() + options_.request_timeout);
  is_waiting_ = true;
  Parser parser;
  const error_code error = co_await read(parser);
  is_waiting_ = false;
  if (!socket_.is_open()) co_return false;
  watchdog_.arm(socket_, steady_clock::now() + options_.answer_timeout);
  if (error) {
    const std::optional<int> status = refusal(error);
    if (status) co_await refuse(*status, *status == 431 ? "the request is too large" : "this is no request");
    co_return false;
  }
  if (!is_get_or_head(parser.get().method())) {
    co_await refuse(405, "only GET and HEAD are answered here");
    co_return false;
  }
  const bool keep = parser.get().keep_alive() && ++requests_ < options_.requests_per_connection;
  const bool with_body = parser.get().method() == beast_http::verb::get;
  LocalRequest request;
  request.path = path_of({parser.get().target().data(), parser.get().target().size()});
  request.accept = std::string(parser.get()[beast_http::field::accept]);
  LocalAnswer answer = co_await answer_of(handler, std::move(request));
  co_return co_await send(std::move(answer), with_body, keep);
}

asio::awaitable<bool> LocalConnection::send(LocalAnswer answer, bool with_body, bool keep) {
  Message message = message_of(std::move(answer), with_body, keep);
  beast_http::response_serializer<beast_http::string_body> serializer(message);
  error_code error;
  if (with_body) {
    co_await beast_http::async_write(socket_, serializer, asio::redirect_error(asio::use_awaitable, error));
  } else {
    co_await beast_http::async_write_header(socket_, serializer,
                                            asio::redirect_error(asio::use_awaitable, error));
  }
  co_return !error && keep && socket_.is_open();
}

asio::awaitable<void> LocalConnection::refuse(int status, std::string why) {
  LocalAnswer answer = in_words(status, why);
  co_await send(std::move(answer), true, false);
  co_await drain();
}

// Takes some of what the client goes on sending: a socket that is closed with unread bytes takes the answer
// back.
asio::awaitable<void> LocalConnection::drain() {
  if (!socket_.is_open()) co_return;
  watchdog_.arm(socket_, steady_clock::now() + kDrainTime);
  error_code error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  char bytes[1024];
  for (std::size_t taken = 0; !error && taken < kDrained;) {
    taken += co_await socket_.async_read_some(asio::buffer(bytes),
                                              asio::redirect_error(asio::use_awaitable, error));
  }
}

}  // namespace threadmirror::sync::http
