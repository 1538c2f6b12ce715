// A file that appears under its name only when it is complete.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace threadmirror::storage {

// A draft beside the final file, with a lock on it: `<file>.partial`. Goes away with the object unless it was
// put in place; only a killed process leaves it behind, and the next draft of that file takes its place.
// Movable, not copyable.
class DraftFile {
 public:
  // Makes the empty draft of `file`, readable for whom `database` is: with its mode and, where root does it,
  // its owner. kInstanceRunning where somebody else writes this draft; kCannotCreate, kDiskFull, kReadOnly,
  // kIo.
  static core::Result<DraftFile> create(const std::filesystem::path& file,
                                        const std::filesystem::path& database);
  DraftFile(DraftFile&& other) noexcept;
  DraftFile& operator=(DraftFile&&) = delete;
  ~DraftFile();

  // To be written either here …
  const std::filesystem::path& draft() const { return draft_; }
  // … or there: at the draft's begin, and open as long as this object.
  int descriptor() const { return fd_; }
  // Flushes the draft to the disk and gives it its name, in place of what stands there. All connections to it
  // must be closed.
  core::Status put_in_place();

 private:
  DraftFile(std::filesystem::path file, std::filesystem::path draft, int fd)
      : file_(std::move(file)), draft_(std::move(draft)), fd_(fd) {}

  std::filesystem::path file_;
  std::filesystem::path draft_;
  int fd_ = -1;  // holds the lock
};

// Refuses a `file` that is `database` or one of the files beside it, by whatever name: kCannotCreate.
core::Status refuse_mirror_itself(const std::filesystem::path& file, const std::filesystem::path& database);

}  // namespace threadmirror::storage
