// The composition root: builds everything that a writing command needs, in order, from the settings.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <csignal>
#include <memory>
#include <optional>

#include "config/environment.hpp"
#include "config/loader.hpp"
#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "daemon/token_keeper.hpp"
#include "storage/instance_lock.hpp"
#include "storage/mirror_store.hpp"
#include "sync/api/credentials.hpp"
#include "sync/api/oauth_store.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/http/local_server.hpp"
#include "sync/http/transport.hpp"
#include "sync/world.hpp"

namespace threadmirror::daemon {

// How long a command bears with an upstream that fails.
enum class Patience {
  kBrief,   // somebody waits at a terminal, or cron comes again
  kSteady,  // a long job that shall not end for a hiccup
};
// How often a request is tried, in all.
constexpr int attempts(Patience patience) { return patience == Patience::kBrief ? 5 : 10; }

// The way to HubSpot, without a database: what `check` needs.
struct Upstream {
  std::unique_ptr<core::Waiter> waiter;
  core::SeededRandom random = core::SeededRandom::from_entropy();
  std::unique_ptr<TokenKeeper> token;                            // with a static token
  std::unique_ptr<sync::api::RefreshTokenStore> refresh_tokens;  // with an OAuth app
  std::unique_ptr<sync::http::Transport> transport;
  std::unique_ptr<sync::api::Credentials> credentials;
  std::unique_ptr<sync::api::ThreadsApi> api;
};

// Builds the way to HubSpot on `loop`. Reads the token or the OAuth secrets, and the CA file (kConfig). All
// arguments but the configuration must outlive the result.
core::Result<std::unique_ptr<Upstream>> connect_upstream(const config::Loaded& loaded,
                                                         const config::Environment& environment,
                                                         Patience patience, boost::asio::io_context& loop,
                                                         const core::Clock& clock, core::Log& log);

// Waits by the real clock. `loop` must outlive it.
std::unique_ptr<core::Waiter> timer_waiter(boost::asio::io_context& loop);

// Everything of a command that asks HubSpot for long and writes nothing: event loop, signals, upstream.
// Members are destroyed in the reverse order.
struct Errand {
  core::SystemClock clock;
  boost::asio::io_context loop{1};
  // Registered first, so that a signal that comes while the rest is being built is kept for `run_errand`.
  boost::asio::signal_set stop_signals{loop, SIGTERM, SIGINT};
  boost::asio::signal_set hangup_signals{loop, SIGHUP};
  std::unique_ptr<Upstream> upstream;  // none where a running daemon is asked instead
};

// Builds it (kConfig). `log` must outlive the result.
core::Result<std::unique_ptr<Errand>> build_errand(const config::Loaded& loaded,
                                                   const config::Environment& environment, Patience patience,
                                                   core::Log& log);

// Everything of a command that writes: besides, lock, store with its thread, and the engine's world.
struct Runtime : Errand {
  std::optional<storage::InstanceLock> lock;
  std::unique_ptr<storage::MirrorStore> store;
  boost::asio::thread_pool writer{1};
  std::optional<sync::StoreWorker> worker;
  sync::Telemetry telemetry;
  std::optional<sync::World> world;
};

// Builds it all: configuration of the upstream first (kConfig), then the lock (kInstanceRunning), then the
// database. `command` names the holder of the lock to others. `log` must outlive the result.
core::Result<std::unique_ptr<Runtime>> build_runtime(const config::Loaded& loaded,
                                                     const config::Environment& environment,
                                                     Patience patience, const char* command, core::Log& log);

// Listens on `http.listen`, which must not be empty. Failures: LocalServer's.
core::Result<std::unique_ptr<sync::http::LocalServer>> open_local_server(const config::Settings& settings,
                                                                         boost::asio::io_context& loop,
                                                                         core::Log& log);

}  // namespace threadmirror::daemon
