// The commands that write the mirror, once: backfill, sync, reconcile.
#pragma once

#include "config/loader.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Each takes the instance lock, runs in this thread until its end or a signal, and returns the process's exit
// status. One that was interrupted is not a success and ends with kInstanceRunning, the code of "come again
// later". Where a daemon holds the lock, it does the job instead, and all looks the same.
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
