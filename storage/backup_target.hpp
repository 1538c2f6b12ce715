// The file that a backup becomes. Internal to storage/.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace threadmirror::storage {

// A draft beside the final file, with a lock on it: `<file>.partial`. Goes away with the object unless it was
// put in place. Movable, not copyable.
class BackupTarget {
 public:
  // Makes the empty draft with the owner and mode of `database`. kCannotCreate where `file` is anything but a
  // mirror or empty, or is `database` itself or one of its companions; kInstanceRunning where somebody else
  // writes this draft; kDiskFull, kReadOnly, kIo.
  static core::Result<BackupTarget> create(const std::filesystem::path& file,
                                           const std::filesystem::path& database);
  BackupTarget(BackupTarget&& other) noexcept;
  BackupTarget& operator=(BackupTarget&&) = delete;
  ~BackupTarget();

  const std::filesystem::path& draft() const { return draft_; }
  // Flushes the draft to the disk and gives it its name. All connections to it must be closed.
  core::Status put_in_place();

 private:
  BackupTarget(std::filesystem::path file, std::filesystem::path draft, int fd)
      : file_(std::move(file)), draft_(std::move(draft)), fd_(fd) {}

  std::filesystem::path file_;
  std::filesystem::path draft_;
  int fd_ = -1;  // of the draft; holds the lock
};

}  // namespace threadmirror::storage
