// How a command says why it failed.
#pragma once

#include "core/error.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// For commands that a person or a script calls: the error and its mend in plain lines on standard error.
// Returns the exit status for it.
output::ExitCode complain(const core::Error& error, const Surroundings& around);
output::ExitCode complain(const core::Error& error, output::Console& console);

// For the daemon: the same as one line of the log.
output::ExitCode complain_in_log(const core::Error& error, const Surroundings& around);

}  // namespace threadmirror::daemon
