// The daemon's ear for commands: a UNIX socket that only its own user and root may use.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "config/environment.hpp"
#include "core/result.hpp"
#include "daemon/control/channel.hpp"

namespace threadmirror::daemon::control {

// Accepts connections until it is cancelled; each gets a coroutine of its own. Event loop's thread.
class Server {
 public:
  using Attend = std::function<boost::asio::awaitable<void>(Channel&)>;

  // Makes the socket, mode 0600, in place of one that a killed daemon has left there: whoever holds the lock
  // of the database may do that. kCannotCreate.
  static core::Result<std::unique_ptr<Server>> listen(const boost::asio::any_io_executor& executor,
                                                      const std::filesystem::path& path);
  // Removes the socket.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Calls `attend` for each connection; sixteen at a time, others wait. When this coroutine is cancelled, all
  // of those are, too.
  boost::asio::awaitable<void> serve(Attend attend);

 private:
  struct State;
  Server(std::shared_ptr<State> state, std::filesystem::path path);
  std::shared_ptr<State> state_;
  std::filesystem::path path_;
};

// Where the daemon of this database listens: in the runtime directory that the service manager made
// ($RUNTIME_DIRECTORY), else beside the database.
std::filesystem::path socket_path(const std::filesystem::path& database,
                                  const config::Environment& environment);

}  // namespace threadmirror::daemon::control
