// The commands that compare the mirror with HubSpot and write nothing: verify, reconcile --dry-run.
#pragma once

#include "config/loader.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Both read all listings and the mirror, show their progress, and print a report on standard output, for
// people or as JSON. They need no lock, work beside a running daemon, and end with kInstanceRunning after
// SIGTERM or SIGINT. Failures are said on standard error; the return value is then theirs.

// kSuccess where the mirror equals HubSpot, kNo where it does not.
output::ExitCode run_verify(const config::Loaded& loaded, bool json, const Surroundings& around);

// What a reconcile would change. kSuccess whatever that is.
output::ExitCode run_dry_reconcile(const config::Loaded& loaded, bool json, const Surroundings& around);

}  // namespace threadmirror::daemon
