// One end of a connection between a running daemon and a command.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <chrono>
#include <filesystem>
#include <optional>

#include "core/result.hpp"
#include "daemon/control/message.hpp"

namespace threadmirror::daemon::control {

// One thread; one `receive` and one `send` at a time. Cancellable; useless afterwards.
class Channel {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;
  explicit Channel(Socket socket) : socket_(std::move(socket)) {}

  // The next message; nothing when the other side has hung up. kBadResponse for bytes that are no message,
  // kIo for a broken connection.
  boost::asio::awaitable<core::Result<std::optional<Message>>> receive();
  // kTimeout when the other side takes nothing for half a minute; kIo when it is gone.
  boost::asio::awaitable<core::Status> send(Message message);
  // Ends the talk: both sides receive nothing any more, a `receive` under way included.
  void hang_up();

 private:
  Socket socket_;
  Decoder decoder_;
};

// The command's end. kInstanceRunning with the reason where the daemon can't be asked: nobody listens, or
// this user may not.
boost::asio::awaitable<core::Result<Channel>> connect(std::filesystem::path socket);

}  // namespace threadmirror::daemon::control
