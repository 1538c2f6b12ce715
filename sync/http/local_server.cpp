#include "sync/http/local_server.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "sync/http/listen_address.hpp"
#include "sync/http/local_connection.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kRestAfterFailure{100};

core::Error cannot_listen(const std::string& address, const error_code& error) {
  const bool in_use = error == asio::error::address_in_use;
  const std::string message = "cannot listen on " + address + ": " + error.message();
  if (in_use) {
    return core::Error(core::ErrorCode::kBusy, message,
                       "choose another port in http.listen, or stop the process that has this one");
  }
  return core::Error(core::ErrorCode::kConfig, message,
                     "set http.listen to an address of this machine and a port that this user may open");
}

// The connections that are there. Shared with them, so that each one leaves it at its end.
class Clients {
 public:
  explicit Clients(std::size_t limit) : limit_(limit) {}

  // False where every place is taken by a client that is being answered. Else there is room now.
  bool make_room() {
    if (places_.size() < limit_) return true;
    const auto idle =
        std::find_if(places_.begin(), places_.end(), [](const auto& c) { return c->is_idle(); });
    if (idle == places_.end()) return false;
    (*idle)->close();
    places_.erase(idle);
    return true;
  }
  void add(std::shared_ptr<LocalConnection> connection) { places_.push_back(std::move(connection)); }
  void remove(const std::shared_ptr<LocalConnection>& connection) { std::erase(places_, connection); }
  void close_all() {
    for (const auto& connection : places_) connection->close();
    places_.clear();
  }

 private:
  std::size_t limit_;
  std::vector<std::shared_ptr<LocalConnection>> places_;  // the oldest first
};

asio::awaitable<void> attend(std::shared_ptr<Clients> clients, std::shared_ptr<LocalConnection> connection,
                             LocalHandler handler) {
  co_await LocalConnection::converse(connection, std::move(handler));
  clients->remove(connection);
}

class AsioLocalServer final : public LocalServer {
 public:
  AsioLocalServer(asio::any_io_executor executor, LocalServerOptions options, core::Log& log)
      : acceptor_(executor), options_(std::move(options)), log_(log) {}

  error_code listen(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && endpoint.protocol() == tcp::v6()) acceptor_.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) bound_ = acceptor_.local_endpoint(error);
    return error;
  }

  std::string address() const override { return to_text(bound_); }
  bool is_loopback() const override { return bound_.address().is_loopback(); }

  asio::awaitable<void> serve(LocalHandler handler) override {
    // Closes all connections however this coroutine ends.
    struct Closing {
      std::shared_ptr<Clients> clients;
      ~Closing() { clients->close_all(); }
    };
    const auto clients = std::make_shared<Clients>(options_.max_connections);
    const Closing closing{clients};
    for (;;) {
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        co_await rest(error);
      } else if (clients->make_room()) {
        welcome(clients, std::move(socket), handler);
      }
    }
  }

 private:
  void welcome(const std::shared_ptr<Clients>& clients, tcp::socket socket, const LocalHandler& handler) {
    auto connection = std::make_shared<LocalConnection>(std::move(socket), options_);
    clients->add(connection);
    asio::co_spawn(acceptor_.get_executor(), attend(clients, std::move(connection), handler), asio::detached);
  }

  // After a failure to accept, most likely for want of descriptors: not at once again.
  asio::awaitable<void> rest(error_code error) {
    if (!warned_)
      log_.warning("a client of the local server could not be taken", {{"reason", error.message()}});
    warned_ = true;
    asio::steady_timer timer(acceptor_.get_executor(), kRestAfterFailure);
    co_await timer.async_wait(asio::use_awaitable);
  }

  tcp::acceptor acceptor_;
  tcp::endpoint bound_;
  LocalServerOptions options_;
  core::Log& log_;
  bool warned_ = false;
};

}  // namespace

core::Result<std::unique_ptr<LocalServer>> LocalServer::open(asio::any_io_executor executor,
                                                             LocalServerOptions options, core::Log& log) {
  const auto endpoint = parse_listen_address(options.listen);
  if (!endpoint) return core::fail(endpoint.error());
  auto server = std::make_unique<AsioLocalServer>(std::move(executor), std::move(options), log);
  if (const error_code error = server->listen(*endpoint)) {
    return core::fail(cannot_listen(to_text(*endpoint), error));
  }
  return server;
}

}  // namespace threadmirror::sync::http
