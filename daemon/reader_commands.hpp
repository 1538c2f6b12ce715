// The command `status`. It works beside a running daemon.
#pragma once

#include "config/loader.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Prints the mirror's state; kSuccess only when it is current. A mirror that doesn't exist yet is kNo.
output::ExitCode run_status(const config::Loaded& loaded, bool json, const Surroundings& around);

}  // namespace threadmirror::daemon
