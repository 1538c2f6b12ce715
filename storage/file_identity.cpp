#include "storage/file_identity.hpp"

#include <sys/stat.h>

#include <string>

namespace threadmirror::storage {

std::optional<FileIdentity> identity_of(const std::filesystem::path& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileIdentity{info.st_dev, info.st_ino};
}

OpenFiles OpenFiles::at(const std::filesystem::path& database) {
  OpenFiles files;
  files.path_ = database;
  files.database_ = identity_of(database);
  files.log_ = identity_of(database.string() + "-wal");
  files.shared_memory_ = identity_of(database.string() + "-shm");
  return files;
}

core::Status OpenFiles::check() const {
  const auto check_one = [this](const char* suffix, const auto& opened) -> core::Status {
    const std::string file = path_.string() + suffix;
    const auto now = identity_of(file);
    if (now == opened) return {};
    return core::fail(core::ErrorCode::kIo,
                      file + (now ? " was replaced" : " was renamed or deleted") + " while it was open",
                      "put the right file in place and restart; what was written since then may be missing "
                      "there, and is mirrored again");
  };
  if (auto status = check_one("", database_); !status) return status;
  if (auto status = check_one("-wal", log_); !status) return status;
  return check_one("-shm", shared_memory_);
}

}  // namespace threadmirror::storage
