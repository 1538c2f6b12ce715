// Opening a mirror for reading only. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "core/result.hpp"

namespace threadmirror::storage {

// Opens an existing mirror and checks what it is. No file is made, whatever is there:
//  - with a log and its shared memory (the usual case): as any reader;
//  - without a log (a copy of the file alone): as an immutable file;
//  - with a log and no shared memory (a copy of both): with an index of the log in this process's memory.
core::Result<SQLite::Database> open_for_reading(const std::filesystem::path& path);

}  // namespace threadmirror::storage
