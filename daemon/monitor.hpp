// Answers those who watch the daemon: /metrics, /healthz, /readyz on `http.listen`.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>

#include "config/loader.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "daemon/monitoring/mirror_view.hpp"
#include "daemon/monitoring/pages.hpp"
#include "daemon/runtime.hpp"

namespace threadmirror::daemon {

// Event loop's thread. Owns the server and the thread that looks at the database.
class Monitor {
 public:
  // Listens from now on; null where the configuration has no address. Where another process has the address
  // it is tried again while it serves: who watches must not keep the mirror from its work. kConfig for an
  // address that can't be listened on. `runtime`, `loaded` and `log` must outlive it, and it the event loop's
  // last run.
  static core::Result<std::unique_ptr<Monitor>> open(Runtime& runtime, const config::Loaded& loaded,
                                                     core::Log& log);

  // Answers until cancelled. What is being answered then is cut off.
  boost::asio::awaitable<void> serve();

 private:
  Monitor(Runtime& runtime, const config::Loaded& loaded, core::Log& log);

  core::Status listen();
  boost::asio::awaitable<void> keep_listening();
  boost::asio::awaitable<sync::http::LocalAnswer> answer(sync::http::LocalRequest request);
  boost::asio::awaitable<monitoring::Page> page(sync::http::LocalRequest request);
  monitoring::Page metrics(const monitoring::MirrorLook& look) const;

  Runtime& runtime_;
  const config::Settings& settings_;
  core::Log& log_;
  core::Timestamp started_at_;
  std::unique_ptr<sync::http::LocalServer> server_;  // null: the address is not free yet
  monitoring::MirrorView mirror_;
};

// Both until they are cancelled; without a monitor the other one alone. `monitor` may be null.
boost::asio::awaitable<void> serve_beside(Monitor* monitor, boost::asio::awaitable<void> other);

}  // namespace threadmirror::daemon
