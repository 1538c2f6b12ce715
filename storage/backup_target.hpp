// The file that a backup becomes. Internal to storage/.
#pragma once

#include <filesystem>

#include "storage/draft_file.hpp"

namespace threadmirror::storage {

// The draft of a backup of `database`. kCannotCreate where `file` is anything but a mirror or empty, or is
// `database` itself or one of its companions; else fails as DraftFile::create does.
core::Result<DraftFile> draft_backup(const std::filesystem::path& file,
                                     const std::filesystem::path& database);

}  // namespace threadmirror::storage
