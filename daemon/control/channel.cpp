#include "daemon/control/channel.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>

namespace threadmirror::daemon::control {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using core::ErrorCode;
using Socket = Channel::Socket;

constexpr std::chrono::seconds kPatience{30};

bool is_hangup(const boost::system::error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe;
}

awaitable<boost::system::error_code> write(Socket& socket, const std::string& bytes) {
  boost::system::error_code error;
  co_await asio::async_write(socket, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

awaitable<void> wait_for(Socket& socket, std::chrono::milliseconds time) {
  asio::steady_timer timer(socket.get_executor(), time);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

awaitable<core::Result<std::optional<Message>>> Channel::receive() {
  std::array<char, 16384> bytes{};
  for (;;) {
    core::Result<std::optional<Message>> message = decoder_.next();
    if (!message || *message) co_return std::move(message);
    boost::system::error_code error;
    const std::size_t count = co_await socket_.async_read_some(
        asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (is_hangup(error)) co_return std::optional<Message>();
    if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
    if (error) co_return core::fail(ErrorCode::kIo, "the control socket failed: " + error.message());
    decoder_.feed({bytes.data(), count});
  }
}

awaitable<core::Status> Channel::send(Message message) {
  using namespace asio::experimental::awaitable_operators;
  const std::string bytes = encode(message);
  auto race = write(socket_, bytes) || wait_for(socket_, kPatience);
  const std::variant<boost::system::error_code, std::monostate> ended = co_await std::move(race);
  const auto* const error = std::get_if<boost::system::error_code>(&ended);
  if (error == nullptr) co_return core::fail(ErrorCode::kTimeout, "the other side takes no more messages");
  if (*error == asio::error::operation_aborted) throw boost::system::system_error(*error);
  if (*error) co_return core::fail(ErrorCode::kIo, "the control socket failed: " + error->message());
  co_return core::Status();
}

void Channel::hang_up() {
  boost::system::error_code is_gone_already;
  socket_.shutdown(Socket::shutdown_both, is_gone_already);
}

awaitable<core::Result<Channel>> connect(std::filesystem::path socket) {
  Socket made(co_await asio::this_coro::executor);
  boost::system::error_code error;
  const asio::local::stream_protocol::endpoint endpoint(socket.string());
  co_await made.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
  if (!error) co_return Channel(std::move(made));
  const std::string what = "the running daemon can't be asked at " + socket.string() + ": " + error.message();
  if (error == asio::error::access_denied) {
    co_return core::fail(ErrorCode::kInstanceRunning, what,
                         "run this command as the daemon's user, or with sudo");
  }
  co_return core::fail(ErrorCode::kInstanceRunning, what, "wait until it has started, or stop it first");
}

}  // namespace threadmirror::daemon::control
