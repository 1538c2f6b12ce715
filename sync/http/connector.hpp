// Makes connections to the upstream: look up, connect, pass the proxy, do the TLS handshake.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "sync/http/connection.hpp"
#include "sync/http/resolver.hpp"
#include "sync/http/tls_context.hpp"
#include "sync/http/transport.hpp"
#include "sync/http/url.hpp"

namespace threadmirror::sync::http {

// Where connections lead.
struct Route {
  Origin origin;
  std::optional<Proxy> proxy;
};

// From the executor's thread only; several may be under way at once. Must outlive them.
class Connector {
 public:
  Connector(boost::asio::any_io_executor executor, Route route, const TransportOptions& options,
            Lookup lookup, const core::Clock& clock, core::Log& log);

  // A new connection, ready for exchanges, within `deadline` and the connect timeout. The name is looked up
  // anew each time. `tls` is null for plain http, which then reaches loopback addresses only.
  boost::asio::awaitable<core::Result<std::unique_ptr<Connection>>> connect(std::shared_ptr<TlsContext> tls,
                                                                            core::SteadyTime deadline);

 private:
  boost::asio::awaitable<core::Result<std::unique_ptr<Stream>>> reach(core::SteadyTime deadline);
  boost::asio::awaitable<core::Status> prepare(Stream& stream, std::shared_ptr<TlsContext> tls,
                                               core::SteadyTime deadline);

  boost::asio::any_io_executor executor_;
  Route route_;
  TransportOptions options_;
  Resolver resolver_;
  const core::Clock& clock_;
  core::Log& log_;
};

}  // namespace threadmirror::sync::http
