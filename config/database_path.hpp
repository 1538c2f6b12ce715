// Where the database is: one rule for the writer and for the commands that only read.
#pragma once

#include <filesystem>
#include <optional>

#include "config/environment.hpp"
#include "config/settings.hpp"
#include "core/result.hpp"

namespace threadmirror::config {

// The first of: `option` (--database), [storage] path, $STATE_DIRECTORY/threadmirror.db (the first folder of
// a list), $XDG_STATE_HOME/threadmirror/threadmirror.db, $HOME/.local/state/threadmirror/threadmirror.db. The
// first two count from the working directory when they are not absolute; the variables must be absolute, else
// they are passed over. kConfig where nothing is left, or where `option` is empty. Touches no file.
core::Result<std::filesystem::path> database_path(const std::optional<std::filesystem::path>& option,
                                                  const StorageSettings& settings,
                                                  const Environment& environment);

}  // namespace threadmirror::config
