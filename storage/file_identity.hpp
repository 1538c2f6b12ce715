// Which file stands at a path. Internal to storage/.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "core/result.hpp"

namespace threadmirror::storage {

struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Of the file at `path`; nothing where there is none or it can't be seen.
std::optional<FileIdentity> identity_of(const std::filesystem::path& path);

// A database and the two files that SQLite keeps beside it, as they were when it was opened.
class OpenFiles {
 public:
  static OpenFiles at(const std::filesystem::path& database);
  // kIo where one of them was renamed, unlinked or replaced since.
  core::Status check() const;

 private:
  std::filesystem::path path_;
  std::optional<FileIdentity> database_, log_, shared_memory_;
};

}  // namespace threadmirror::storage
