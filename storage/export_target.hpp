// The file that an export becomes.
#pragma once

#include <filesystem>

#include "storage/draft_file.hpp"

namespace threadmirror::storage {

enum class Replace { kNothing, kAnyFile };

// The draft of a `file` with rows of `database`. kCannotCreate where there is such a file already, unless
// `replace` allows it; and in any case where it is no regular file, or the database or one of its companions.
// Else fails as DraftFile::create does.
core::Result<DraftFile> draft_export(const std::filesystem::path& file, const std::filesystem::path& database,
                                     Replace replace);

}  // namespace threadmirror::storage
