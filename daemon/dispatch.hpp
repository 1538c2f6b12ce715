// From a command line to an exit status.
#pragma once

#include "daemon/command_line.hpp"
#include "daemon/output/exit_code.hpp"

namespace threadmirror::daemon {

// Loads the configuration, sets up the log, and runs the command. Everything that goes wrong is said on
// standard error, with its mend.
output::ExitCode dispatch(const Invocation& invocation);

}  // namespace threadmirror::daemon
