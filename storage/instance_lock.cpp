#include "storage/instance_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "core/text.hpp"
#include "core/timestamp.hpp"
#include "storage/location_checks.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

std::string reason(int error) { return std::generic_category().message(error); }

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

bool try_lock(int fd) {
  struct flock wanted = whole_file();
  return fcntl(fd, F_OFD_SETLK, &wanted) == 0;
}

constexpr std::string_view kSocketLine = "control ";

// What the holder wrote about itself.
std::string text_of(int fd) {
  std::array<char, 1024> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  return size <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
}

// The first line of it, printable.
std::string holder(int fd) {
  const std::string text = text_of(fd);
  const std::string line = core::printable(core::trim(text.substr(0, text.find('\n'))));
  return line.empty() ? "it has not told its name yet" : line;
}

bool is_held(int fd) {
  struct flock wanted = whole_file();
  return fcntl(fd, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
}

// Names this process in the file. A failure is harmless: the lock holds without a name.
void write_name(int fd, const std::string& command) {
  const auto now = core::Timestamp::from(std::chrono::system_clock::now());
  const std::string text =
      fmt::format("process {}, command {}, since {}\n", getpid(), core::printable(command), now.to_string());
  if (ftruncate(fd, 0) != 0) return;
  static_cast<void>(!pwrite(fd, text.data(), text.size(), 0));
}

core::Result<int> open_lock_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd >= 0) return fd;
  const int error = errno;
  if (error == EROFS) {
    return core::fail(ErrorCode::kReadOnly, fmt::format("{} lies on a read-only file system", path),
                      "mount it read-write, or choose another storage.path");
  }
  if (error == ENOSPC || error == EDQUOT) {
    return core::fail(ErrorCode::kDiskFull, fmt::format("{} can't be created: {}", path, reason(error)),
                      "free space on that file system");
  }
  return core::fail(ErrorCode::kCannotCreate, fmt::format("{} can't be opened: {}", path, reason(error)),
                    fmt::format("run as the user who owns it, or remove it: rm {}", path));
}

}  // namespace

core::Result<InstanceLock> InstanceLock::acquire(const std::filesystem::path& database, std::string command) {
  if (auto folder = ensure_folder(database); !folder) return core::fail(folder.error());
  const std::string path = database.string() + ".lock";
  const auto fd = open_lock_file(path);
  if (!fd) return core::fail(fd.error());
  InstanceLock lock(*fd);
  if (try_lock(*fd)) {
    write_name(*fd, command);
    return lock;
  }
  const int error = errno;
  if (error == EAGAIN || error == EACCES) {
    return core::fail(ErrorCode::kInstanceRunning,
                      fmt::format("another threadmirror holds {}: {}", database.string(), holder(*fd)),
                      "stop it first, or use the mirror read-only (status, query)");
  }
  return core::fail(ErrorCode::kIo, fmt::format("{} can't be locked: {}", path, reason(error)),
                    "set storage.path to a local disk that supports file locks");
}

void InstanceLock::announce(const std::filesystem::path& socket) const {
  const std::string text = text_of(fd_);
  const std::string line = std::string(kSocketLine) + socket.string() + "\n";
  static_cast<void>(!pwrite(fd_, line.data(), line.size(), static_cast<off_t>(text.size())));
}

std::optional<std::filesystem::path> InstanceLock::announced_socket(const std::filesystem::path& database) {
  const int fd = open((database.string() + ".lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  const std::string text = is_held(fd) ? text_of(fd) : std::string();
  close(fd);
  const std::size_t name_end = text.find('\n');
  if (name_end == std::string::npos) return std::nullopt;
  const std::string_view line = std::string_view(text).substr(name_end + 1);
  if (!line.starts_with(kSocketLine) || !line.ends_with('\n')) return std::nullopt;
  return std::filesystem::path(line.substr(kSocketLine.size(), line.size() - kSocketLine.size() - 1));
}

InstanceLock::InstanceLock(InstanceLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

InstanceLock& InstanceLock::operator=(InstanceLock&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

InstanceLock::~InstanceLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace threadmirror::storage
