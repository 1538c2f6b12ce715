// The commands that write the mirror: run, backfill, sync, reconcile.
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

// Tells the service manager, where there is one, that it is ready, how it is, and that it stops; loads the
// configuration anew on SIGHUP.
output::ExitCode run_daemon(const config::Loaded& loaded, const ReloadMeans& reload,
                            const Surroundings& around);

// Each takes the instance lock, runs in this thread until its end or a signal, and returns the process's exit
// status. `run` ends with kSuccess after SIGTERM or SIGINT; a one-shot command that was interrupted is not a
// success and ends with kInstanceRunning, the code of "come again later".
output::ExitCode run_backfill(const config::Loaded& loaded, bool restart, const Surroundings& around);
output::ExitCode run_sync(const config::Loaded& loaded, const Surroundings& around);

struct ReconcileChoice {
  bool allow_mass_delete = false;
  bool json = false;  // the report, on standard output
};
// Prints what it mended. kNo where the mass-delete guard tripped, so that deletions were left out.
output::ExitCode run_reconcile(const config::Loaded& loaded, const ReconcileChoice& choice,
                               const Surroundings& around);

}  // namespace threadmirror::daemon
