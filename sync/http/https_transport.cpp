#include "sync/http/https_transport.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "sync/http/connector.hpp"
#include "sync/http/idle_pool.hpp"
#include "sync/http/request_bytes.hpp"
#include "sync/http/slots.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;
using ConnectionPtr = std::unique_ptr<Connection>;

// All that sends need. Shared by the transport and its sends, so that neither must wait for the other.
class Shared {
 public:
  Shared(asio::any_io_executor executor, Route route, TransportOptions options, Lookup lookup,
         std::shared_ptr<TlsContext> tls, const core::Clock& clock, core::Log& log)
      : options_(std::move(options)),
        origin_(route.origin),
        tls_(std::move(tls)),
        clock_(clock),
        log_(log),
        slots_(executor, options_.max_connections),
        idle_(options_.idle_timeout),
        connector_(executor, std::move(route), options_, std::move(lookup), clock, log) {}

  asio::awaitable<core::Result<Response>> send(const Request& request);
  void close_idle() { idle_.clear(); }
  // No connection is kept any more.
  void retire() {
    retired_ = true;
    idle_.clear();
  }
  core::Status reload_trust();

 private:
  asio::awaitable<core::Result<Response>> send_on_fresh(std::string_view request, core::SteadyTime deadline);
  ConnectionPtr take_idle();
  void keep(ConnectionPtr connection);
  Moment now() const { return {clock_.steady_now(), clock_.now()}; }

  TransportOptions options_;
  Origin origin_;
  std::shared_ptr<TlsContext> tls_;  // null for plain http
  const core::Clock& clock_;
  core::Log& log_;
  bool retired_ = false;
  Slots slots_;
  IdlePool<ConnectionPtr> idle_;
  Connector connector_;
};

// A kept connection may have been closed by the server at the very moment when it is used again. That is no
// failure of the request: it is sent once more, unless the server may already have acted on it.
bool may_repeat(Method method, const Connection& connection) {
  return connection.was_lost_before_answer() && (method == Method::kGet || !connection.has_written());
}

asio::awaitable<core::Result<Response>> Shared::send(const Request& request) {
  const core::Result<core::Secret> bytes = request_bytes(request, origin_, options_.user_agent);
  if (!bytes) co_return core::fail(bytes.error());
  const core::Result<Slots::Ticket> ticket = co_await slots_.acquire();
  if (!ticket) co_return core::fail(ticket.error());
  const core::SteadyTime deadline = std::chrono::steady_clock::now() + options_.request_timeout;
  if (ConnectionPtr kept = take_idle()) {
    core::Result<Response> response = co_await kept->exchange(bytes->reveal(), deadline);
    if (response) keep(std::move(kept));
    if (response || !may_repeat(request.method, *kept)) co_return response;
    log_.debug("kept connection was closed, sending again", {{"host", origin_.endpoint.text()}});
  }
  co_return co_await send_on_fresh(bytes->reveal(), deadline);
}

asio::awaitable<core::Result<Response>> Shared::send_on_fresh(std::string_view request,
                                                              core::SteadyTime deadline) {
  core::Result<ConnectionPtr> connection = co_await connector_.connect(tls_, deadline);
  if (!connection) co_return core::fail(connection.error());
  core::Result<Response> response = co_await (*connection)->exchange(request, deadline);
  if (response) keep(std::move(*connection));
  co_return response;
}

// A connection that is young and still silent, or null. One on which something came, were it only its end, is
// of no use: the next answer must not begin with it.
ConnectionPtr Shared::take_idle() {
  while (std::optional<ConnectionPtr> connection = idle_.take(now())) {
    if ((*connection)->is_quiet()) return std::move(*connection);
  }
  return nullptr;
}

void Shared::keep(ConnectionPtr connection) {
  if (retired_ || !connection->is_reusable() || connection->tls_context() != tls_.get()) return;
  idle_.put(std::move(connection), now());
}

core::Status Shared::reload_trust() {
  if (!tls_) return {};
  core::Result<std::shared_ptr<TlsContext>> tls = TlsContext::create(options_.ca_file);
  if (!tls) return core::fail(tls.error());
  tls_ = std::move(*tls);
  idle_.clear();
  return {};
}

asio::awaitable<core::Result<Response>> send_shared(std::shared_ptr<Shared> shared, Request request) {
  try {
    co_return co_await shared->send(request);
  } catch (const boost::system::system_error& error) {
    // Asio's way to tell a coroutine between two operations that it was cancelled.
    if (error.code() != asio::error::operation_aborted) throw;
  }
  co_return core::fail(core::ErrorCode::kCancelled, "the request was cancelled");
}

class HttpsTransport final : public Transport {
 public:
  explicit HttpsTransport(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  ~HttpsTransport() override { shared_->retire(); }
  HttpsTransport(const HttpsTransport&) = delete;
  HttpsTransport& operator=(const HttpsTransport&) = delete;

  asio::awaitable<core::Result<Response>> send(Request request) override {
    return send_shared(shared_, std::move(request));
  }
  void close_idle() override { shared_->close_idle(); }
  core::Status reload_trust() override { return shared_->reload_trust(); }

 private:
  std::shared_ptr<Shared> shared_;
};

core::Result<Route> plan_route(const TransportOptions& options) {
  core::Result<Origin> origin = parse_base_url(options.base_url);
  if (!origin) return core::fail(origin.error());
  Route route{std::move(*origin), std::nullopt};
  if (options.proxy.empty()) return route;
  core::Result<Proxy> proxy = parse_proxy(options.proxy);
  if (!proxy) return core::fail(proxy.error());
  if (!route.origin.tls) {
    return core::fail(core::ErrorCode::kConfig, "a proxy can't be used with a plain http base URL",
                      "leave the proxy empty");
  }
  route.proxy = std::move(*proxy);
  return route;
}

}  // namespace

core::Result<std::unique_ptr<Transport>> create_https_transport_with(asio::any_io_executor executor,
                                                                     TransportOptions options, Lookup lookup,
                                                                     const core::Clock& clock,
                                                                     core::Log& log) {
  core::Result<Route> route = plan_route(options);
  if (!route) return core::fail(route.error());
  if (!is_header_value(options.user_agent)) {
    return core::fail(core::ErrorCode::kConfig, "the user agent has characters that no header may have");
  }
  std::shared_ptr<TlsContext> tls;
  if (route->origin.tls) {
    core::Result<std::shared_ptr<TlsContext>> made = TlsContext::create(options.ca_file);
    if (!made) return core::fail(made.error());
    tls = std::move(*made);
  }
  auto shared = std::make_shared<Shared>(std::move(executor), std::move(*route), std::move(options),
                                         std::move(lookup), std::move(tls), clock, log);
  return std::make_unique<HttpsTransport>(std::move(shared));
}

core::Result<std::unique_ptr<Transport>> create_https_transport(asio::any_io_executor executor,
                                                                TransportOptions options,
                                                                const core::Clock& clock, core::Log& log) {
  return create_https_transport_with(std::move(executor), std::move(options), look_up_with_system, clock,
                                     log);
}

}  // namespace threadmirror::sync::http
