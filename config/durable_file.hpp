// Writes a small file so that a crash leaves the old content or the new one, never a part.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::config {

// Puts `bytes` into `path`, a file that nobody else may read or write (mode 0600). On success the content
// survives a power cut; on failure what was there before is untouched. A missing folder is made (mode 0750).
// The superuser makes the file the folder's owner's, as who else keeps files there must be able to read it.
// kDiskFull, kReadOnly, kCannotCreate or kIo, with the mend. Blocks on the disk.
core::Status replace_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace threadmirror::config
