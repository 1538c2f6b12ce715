// The commands that only read the mirror: status, query. They work beside a running daemon.
#pragma once

#include <string>

#include "config/loader.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Prints the mirror's state; kSuccess only when it is current. A mirror that doesn't exist yet is kNo.
output::ExitCode run_status(const config::Loaded& loaded, bool json, const Surroundings& around);

// Runs one statement and prints its rows. `sql` "-" reads standard input.
output::ExitCode run_query(const config::Loaded& loaded, const std::string& sql, const std::string& format,
                           const Surroundings& around);

}  // namespace threadmirror::daemon
