// Who, beside the mirror's own user, can read a mirror, and what keeps them from it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace threadmirror::storage {

struct ReaderAccess {
  // "group threadmirror", "everybody", or "user threadmirror": who may read it.
  std::string readers;
  // What keeps them from it, each with the command that mends it: a log or its shared memory that those who
  // may read the database may not read, a folder that they may not enter. In a private folder that is as it
  // should be.
  std::vector<core::Error> hindrances;
  // Files that everybody may write.
  std::vector<core::Error> dangers;
};

// Looks at names, owners and modes of an existing `database`, the files beside it and the folders above it;
// opens nothing. A reader needs to read the database, its log and the log's shared memory, and to enter every
// folder on the way.
ReaderAccess examine_reader_access(const std::filesystem::path& database);

}  // namespace threadmirror::storage
