// Looks at the place of a database before SQLite touches it. Internal to storage/.
//
// Only names and modes are looked at: no file is opened.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace threadmirror::storage {

// Makes sure that the folder of `database` exists (made with mode 0750 where missing) and that files can be
// made in it. kCannotCreate with the exact mend, kReadOnly on a read-only file system.
core::Status ensure_folder(const std::filesystem::path& database);

// Refuses a folder on a network file system: kCannotCreate.
core::Status refuse_network_file_system(const std::filesystem::path& database);

// Refuses what is no regular file (kCannotCreate), and a database, WAL or shared-memory file that exists but
// that this user may not read and write (kCannotCreate, naming owner and mode; kReadOnly on a read-only file
// system). A missing file is fine.
core::Status check_access(const std::filesystem::path& database);

// Makes the empty file, mode 0640, where there is none, before SQLite would make it for all to read.
core::Status create_file(const std::filesystem::path& database);

}  // namespace threadmirror::storage
