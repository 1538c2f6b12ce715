// The command `export`. It works beside a running daemon.
#pragma once

#include "config/loader.hpp"
#include "daemon/command_line.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Writes all rows of a table or view to standard output, or to a file, and then says what it holds. SIGINT
// and SIGTERM, which must still be held, end it with 75; no part of a file is left then.
output::ExitCode run_export(const config::Loaded& loaded, const ExportOptions& options,
                            const Surroundings& around);

}  // namespace threadmirror::daemon
