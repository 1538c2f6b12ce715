// The transport over TCP and TLS, with the name lookup given from outside.
#pragma once

#include <memory>

#include "sync/http/resolver.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::http {

// As create_https_transport(), which takes the system's resolver for `lookup`.
core::Result<std::unique_ptr<Transport>> create_https_transport_with(boost::asio::any_io_executor executor,
                                                                     TransportOptions options, Lookup lookup,
                                                                     const core::Clock& clock,
                                                                     core::Log& log);

}  // namespace threadmirror::sync::http
