// The command `check`: is all in place for this mirror to work?
#pragma once

#include "config/loader.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Prints one line per finding, good or bad, each bad one with its mend: configuration, token, database, and,
// unless `offline`, the upstream (TLS, token, portal, scope, clock). Writes nothing to the database. Returns
// kSuccess, or the exit status of the first bad finding.
output::ExitCode run_check(const config::Loaded& loaded, bool offline, const Surroundings& around);

}  // namespace threadmirror::daemon
