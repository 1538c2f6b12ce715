#include "config/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "core/text.hpp"

namespace threadmirror::config {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;

// Closes the file at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Removes the file at the end of the scope, unless it has got its final name.
class Draft {
 public:
  explicit Draft(fs::path path) : path_(std::move(path)) { ::unlink(path_.c_str()); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() { ::unlink(path_.c_str()); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

tl::unexpected<core::Error> refuse(const fs::path& path, int error_number) {
  const std::string message = fmt::format("{} can't be written: {}", core::printable(path.string()),
                                          std::generic_category().message(error_number));
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return core::fail(ErrorCode::kDiskFull, message, "free space on that file system");
    case EROFS:
      return core::fail(ErrorCode::kReadOnly, message, "mount the file system read-write");
    case EACCES:
    case EPERM:
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
      return core::fail(ErrorCode::kCannotCreate, message,
                        fmt::format("let user id {} write into the folder", ::geteuid()));
    default:
      return core::fail(ErrorCode::kIo, message);
  }
}

// The number of the error, or 0.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

int give_to_owner_of(const fs::path& folder, int fd) {
  if (::geteuid() != 0) return 0;
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return errno;
  return ::fchown(fd, status.st_uid, status.st_gid) == 0 ? 0 : errno;
}

int write_draft(const fs::path& draft, const fs::path& folder, std::string_view bytes) {
  const Descriptor file(
      ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.get() < 0) return errno;
  if (const int error = write_all(file.get(), bytes)) return error;
  if (const int error = give_to_owner_of(folder, file.get())) return error;
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

int sync_folder(const fs::path& folder) {
  const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0) return errno;
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

std::error_code make_folder(const fs::path& folder) {
  std::error_code failure;
  if (!fs::create_directories(folder, failure) || failure) return failure;
  fs::permissions(folder, fs::perms(0750), failure);
  return failure;
}

}  // namespace

core::Status replace_file(const fs::path& path, std::string_view bytes) {
  std::error_code failure;
  const fs::path folder = fs::absolute(path, failure).parent_path();
  if (failure) return refuse(path, failure.value());
  if (const std::error_code made = make_folder(folder)) return refuse(path, made.value());
  // Of its own for each process: two that write at once must not mix their bytes.
  const Draft draft(path.string() + "." + std::to_string(::getpid()) + ".new");
  if (const int error = write_draft(draft.path(), folder, bytes)) return refuse(path, error);
  if (::rename(draft.path().c_str(), path.c_str()) != 0) return refuse(path, errno);
  if (const int error = sync_folder(folder)) return refuse(path, error);
  return {};
}

}  // namespace threadmirror::config
