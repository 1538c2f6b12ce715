#include "daemon/control/server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <list>
#include <string>
#include <utility>

namespace threadmirror::daemon::control {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::local::stream_protocol;

constexpr std::size_t kMostGuests = 16;
constexpr std::chrono::milliseconds kRest{100};

struct Guest {
  explicit Guest(Channel::Socket socket) : channel(std::move(socket)) {}
  Channel channel;
  asio::cancellation_signal stop;
};

// Shared with the guests' coroutines, so that each one leaves the list at its end.
struct Guests {
  std::list<Guest> list;
  Server::Attend attend;
};

awaitable<void> rest() {
  asio::steady_timer timer(co_await asio::this_coro::executor, kRest);
  co_await timer.async_wait(asio::use_awaitable);
}

void welcome(const std::shared_ptr<Guests>& guests, Channel::Socket socket) {
  const asio::any_io_executor executor = socket.get_executor();
  const auto guest = guests->list.emplace(guests->list.end(), std::move(socket));
  asio::co_spawn(executor, guests->attend(guest->channel),
                 asio::bind_cancellation_slot(
                     guest->stop.slot(), [guests, guest](std::exception_ptr) { guests->list.erase(guest); }));
}

}  // namespace

struct Server::State {
  explicit State(const asio::any_io_executor& executor) : acceptor(executor) {}
  stream_protocol::acceptor acceptor;
};

core::Result<std::unique_ptr<Server>> Server::listen(const asio::any_io_executor& executor,
                                                     const std::filesystem::path& path) {
  auto state = std::make_shared<State>(executor);
  boost::system::error_code error;
  unlink(path.c_str());
  const mode_t mask = umask(0177);  // from its first moment on nobody else may connect
  try {
    state->acceptor.open(stream_protocol(), error);
    if (!error) state->acceptor.bind(stream_protocol::endpoint(path.string()), error);
    if (!error) state->acceptor.listen(static_cast<int>(kMostGuests), error);
  } catch (const boost::system::system_error& thrown) {  // a path that is too long for a socket
    error = thrown.code();
  }
  umask(mask);
  if (error) {
    return core::fail(core::ErrorCode::kCannotCreate,
                      "the control socket " + path.string() + " can't be made: " + error.message(),
                      "commands can't hand their work to this daemon; all else works");
  }
  return std::unique_ptr<Server>(new Server(std::move(state), path));
}

Server::Server(std::shared_ptr<State> state, std::filesystem::path path)
    : state_(std::move(state)), path_(std::move(path)) {}
Server::~Server() { unlink(path_.c_str()); }

awaitable<void> Server::serve(Attend attend) {
  // However this coroutine ends, the guests' end, too.
  struct Farewell {
    std::shared_ptr<Guests> guests;
    ~Farewell() {
      for (auto guest = guests->list.begin(); guest != guests->list.end();) {
        (guest++)->stop.emit(asio::cancellation_type::terminal);
      }
    }
  };
  const auto guests = std::make_shared<Guests>();
  guests->attend = std::move(attend);
  const Farewell farewell{guests};
  for (;;) {
    boost::system::error_code error;
    Channel::Socket socket =
        co_await state_->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) co_return;
    const bool has_room = guests->list.size() < kMostGuests;
    if (!error && has_room) {
      welcome(guests, std::move(socket));
    } else {
      co_await rest();
    }
  }
}

std::filesystem::path socket_path(const std::filesystem::path& database,
                                  const config::Environment& environment) {
  const auto folders = config::non_empty(environment, "RUNTIME_DIRECTORY");
  if (!folders) return database.string() + ".control";
  return std::filesystem::path(folders->substr(0, folders->find(':'))) / "control.sock";
}

}  // namespace threadmirror::daemon::control
