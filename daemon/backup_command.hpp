// `threadmirror backup FILE`.
#pragma once

#include <filesystem>

#include "config/loader.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/surroundings.hpp"

namespace threadmirror::daemon {

// Copies the mirror to `file` and says what the copy has. SIGINT and SIGTERM, which must still be held, end
// it with nothing changed.
output::ExitCode run_backup(const config::Loaded& loaded, const std::filesystem::path& file,
                            const Surroundings& around);

}  // namespace threadmirror::daemon
