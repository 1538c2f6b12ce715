#include "sync/http/connector.hpp"

#include <algorithm>
#include <utility>

#include "sync/http/dialer.hpp"
#include "sync/http/proxy_tunnel.hpp"
#include "sync/http/watchdog.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;

// A failure on the way to the proxy is the proxy's, except where we were asked to stop.
core::Error on_the_way(const Route& route, const core::Error& error) {
  if (!route.proxy || error.code() == core::ErrorCode::kCancelled) return error;
  return core::Error(core::ErrorCode::kProxy, "the proxy can't be reached: " + error.message(), error.mend());
}

void remove_remote(Addresses& addresses) {
  std::erase_if(addresses, [](const asio::ip::address& address) { return !address.is_loopback(); });
}

}  // namespace

Connector::Connector(asio::any_io_executor executor, Route route, const TransportOptions& options,
                     Lookup lookup, const core::Clock& clock, core::Log& log)
    : executor_(executor),
      route_(std::move(route)),
      options_(options),
      resolver_(executor, std::move(lookup)),
      clock_(clock),
      log_(log) {}

asio::awaitable<core::Result<std::unique_ptr<Connection>>> Connector::connect(std::shared_ptr<TlsContext> tls,
                                                                              core::SteadyTime deadline) {
  deadline = std::min(deadline, std::chrono::steady_clock::now() + options_.connect_timeout);
  core::Result<std::unique_ptr<Stream>> stream = co_await reach(deadline);
  if (!stream) co_return core::fail(on_the_way(route_, stream.error()));
  const core::Status ready = co_await prepare(**stream, std::move(tls), deadline);
  if (!ready) co_return core::fail(ready.error());
  log_.debug("connected", {{"host", route_.origin.endpoint.text()}, {"tls", (*stream)->protocol()}});
  const ExchangeLimits limits{options_.stall_timeout, options_.header_limit, options_.body_limit};
  co_return std::make_unique<Connection>(std::move(*stream), route_.origin.endpoint.text(), limits);
}

// A TCP connection to the upstream, or to the proxy where there is one.
asio::awaitable<core::Result<std::unique_ptr<Stream>>> Connector::reach(core::SteadyTime deadline) {
  const Endpoint target = route_.proxy ? route_.proxy->endpoint : route_.origin.endpoint;
  core::Result<Addresses> addresses = co_await resolver_.resolve(target.host, deadline);
  if (!addresses) co_return core::fail(addresses.error());
  if (!route_.origin.tls) remove_remote(*addresses);
  if (addresses->empty()) {
    co_return core::fail(core::ErrorCode::kConnect,
                         target.host + " is not on this machine, and plain http is never sent elsewhere");
  }
  const DialOptions dialing{deadline, options_.address_timeout};
  core::Result<asio::ip::tcp::socket> socket =
      co_await dial(executor_, target.text(), std::move(*addresses), target.port, dialing);
  if (!socket) co_return core::fail(socket.error());
  co_return std::make_unique<Stream>(std::move(*socket));
}

// The proxy's tunnel and the TLS handshake, as far as they are wanted.
asio::awaitable<core::Status> Connector::prepare(Stream& stream, std::shared_ptr<TlsContext> tls,
                                                 core::SteadyTime deadline) {
  Watchdog watchdog(executor_);
  watchdog.arm(stream.socket(), deadline);
  if (route_.proxy) {
    const core::Status open =
        co_await open_tunnel(stream, *route_.proxy, route_.origin.endpoint, options_.user_agent);
    if (!open && watchdog.bite() != Watchdog::Bite::kNone) {
      co_return core::fail(core::ErrorCode::kProxy,
                           "the proxy " + route_.proxy->endpoint.text() + " opened no tunnel in time");
    }
    if (!open) co_return open;
  }
  if (!tls) co_return core::Status();
  const core::Status secured =
      co_await stream.start_tls(std::move(tls), route_.origin.endpoint.host, clock_.now());
  if (watchdog.bite() != Watchdog::Bite::kNone) {
    co_return core::fail(core::ErrorCode::kTimeout,
                         "the TLS handshake with " + route_.origin.endpoint.text() + " did not end in time");
  }
  co_return secured;
}

}  // namespace threadmirror::sync::http
