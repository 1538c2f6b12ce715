// `threadmirror run`: the daemon.
#pragma once

#include <functional>

#include "config/loader.hpp"
#include "core/log.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// What a running daemon needs to take over a changed configuration.
struct ReloadMeans {
  config::Sources sources;  // where `loaded` came from
  std::function<void(core::LogLevel)> set_log_level;
};

// Takes the instance lock and keeps the mirror in this thread until SIGTERM or SIGINT, which is a success, or
// a failure that nothing but a person can mend. Does what other commands ask for meanwhile. Tells the service
// manager, where there is one, that it is ready, how it is, and that it stops; loads the configuration anew
// on SIGHUP.
output::ExitCode run_daemon(const config::Loaded& loaded, const ReloadMeans& reload,
                            const Surroundings& around);

}  // namespace threadmirror::daemon
