#include "storage/draft_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "storage/file_identity.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

tl::unexpected<core::Error> refuse(const fs::path& path, int error) {
  const std::string message =
      fmt::format("{} can't be written: {}", path.string(), std::generic_category().message(error));
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return core::fail(ErrorCode::kDiskFull, message, "free space there, or name a file on another disk");
    case EROFS:
      return core::fail(ErrorCode::kReadOnly, message, "name a file on a disk that can be written");
    case EIO:
      return core::fail(ErrorCode::kIo, message, "look for disk errors (journalctl -k)");
    default:
      return core::fail(
          ErrorCode::kCannotCreate, message,
          fmt::format("see that the folder exists and that user id {} may write in it", geteuid()));
  }
}

// As readable as the mirror is, and for the same people. What the superuser makes belongs to the mirror's
// owner.
int dress_as(const fs::path& database, int fd) {
  struct stat info {};
  if (stat(database.c_str(), &info) != 0) return errno;
  if (geteuid() == 0 && fchown(fd, info.st_uid, info.st_gid) != 0) return errno;
  return fchmod(fd, info.st_mode & 0777U) == 0 ? 0 : errno;
}

int sync_folder(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return errno;
  const int error = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  return error;
}

void remove_companions(const fs::path& draft) {
  for (const char* suffix : {"-wal", "-shm", "-journal"}) unlink((draft.string() + suffix).c_str());
}

}  // namespace

core::Result<DraftFile> DraftFile::create(const fs::path& file, const fs::path& database) {
  const fs::path draft = file.string() + ".partial";
  const int fd = open(draft.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return refuse(draft, errno);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return core::fail(ErrorCode::kInstanceRunning,
                      fmt::format("another process is writing {}", file.string()),
                      "wait for its end, or name another file");
  }
  DraftFile result(file, draft, fd);  // from here on the draft goes away with it
  remove_companions(draft);
  if (ftruncate(fd, 0) != 0) return refuse(draft, errno);
  if (const int error = dress_as(database, fd)) return refuse(draft, error);
  return result;
}

DraftFile::DraftFile(DraftFile&& other) noexcept
    : file_(std::move(other.file_)), draft_(std::move(other.draft_)), fd_(std::exchange(other.fd_, -1)) {}

DraftFile::~DraftFile() {
  if (fd_ < 0) return;
  unlink(draft_.c_str());
  remove_companions(draft_);
  close(fd_);
}

core::Status DraftFile::put_in_place() {
  if (fsync(fd_) != 0) return refuse(draft_, errno);
  if (rename(draft_.c_str(), file_.c_str()) != 0) return refuse(file_, errno);
  close(std::exchange(fd_, -1));
  const fs::path folder = file_.has_parent_path() ? file_.parent_path() : fs::path(".");
  if (const int error = sync_folder(folder)) return refuse(folder, error);
  return {};
}

core::Status refuse_mirror_itself(const fs::path& file, const fs::path& database) {
  const auto there = identity_of(file);
  if (!there) return {};
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    if (identity_of(database.string() + suffix) == there) {
      return core::fail(ErrorCode::kCannotCreate,
                        fmt::format("{} belongs to the mirror itself", file.string()), "name another file");
    }
  }
  return {};
}

}  // namespace threadmirror::storage
