// The command `schema`. It needs neither configuration nor database.
#pragma once

#include "daemon/command_line.hpp"
#include "daemon/output/console.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/output/terminal.hpp"

namespace threadmirror::daemon {

// Prints what tables, views and columns mean to standard output, which `out` describes; complains to
// `console`.
output::ExitCode run_schema(const SchemaOptions& options, const output::Terminal& out,
                            output::Console& console);

}  // namespace threadmirror::daemon
