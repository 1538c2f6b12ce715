// The command `query`. It works beside a running daemon.
#pragma once

#include "config/loader.hpp"
#include "daemon/command_line.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Runs one statement, or a recipe, and prints its rows; or prints the list of recipes. SIGINT, SIGTERM and
// the time limit end it with 75: gently where it can, else by ending the process. SIGINT and SIGTERM must not
// be held.
output::ExitCode run_query(const config::Loaded& loaded, const QueryOptions& options,
                           const Surroundings& around);

}  // namespace threadmirror::daemon
