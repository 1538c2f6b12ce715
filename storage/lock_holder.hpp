// Who holds SQLite's write lock. Internal to storage/.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "storage/file_identity.hpp"

namespace threadmirror::storage {

// The process that holds a write lock on byte `byte` of `file`, from the text of /proc/locks. Pure.
std::optional<int> lock_owner(std::string_view proc_locks, const FileIdentity& file, long byte);

// "process 4711 (sqlite3)", or nothing where nobody holds the write lock of this WAL database or the holder
// can't be seen from here (another container, another machine).
std::optional<std::string> write_lock_holder(const std::filesystem::path& database);

}  // namespace threadmirror::storage
