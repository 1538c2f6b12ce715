#include "config/small_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "core/secret.hpp"

namespace threadmirror::config {
namespace {

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

tl::unexpected<FileProblem> refuse(std::string message, std::string mend = {}) {
  return tl::unexpected(FileProblem{false, std::move(message), std::move(mend)});
}

tl::unexpected<FileProblem> refuse_error(int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) {
    return tl::unexpected(FileProblem{true, "does not exist", "create it, or correct the path"});
  }
  const std::string reason = std::generic_category().message(error_number);
  if (error_number == EACCES || error_number == EPERM) {
    return refuse("can't be read: " + reason,
                  fmt::format("let user id {} read the file and enter its folders", ::geteuid()));
  }
  return refuse("can't be read: " + reason);
}

}  // namespace

tl::expected<SmallFile, FileProblem> read_small_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return refuse_error(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return refuse_error(errno);
  if (S_ISDIR(status.st_mode)) return refuse("is a folder, not a file");
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) return refuse("is not a regular file");

  // The buffer never grows, so that a secret in it leaves no copy behind in freed memory.
  SmallFile result{std::string(limit + 1, '\0'), status.st_mode & 07777U};
  std::size_t size = 0;
  while (size <= limit) {
    const ssize_t count = ::read(file.get(), result.bytes.data() + size, result.bytes.size() - size);
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int error_number = errno;
      core::wipe(result.bytes);
      return refuse_error(error_number);
    }
    size += static_cast<std::size_t>(count);
  }
  if (size > limit) {
    core::wipe(result.bytes);
    return refuse(fmt::format("is larger than {} bytes", limit), "name the right file");
  }
  result.bytes.resize(size);
  return result;
}

}  // namespace threadmirror::config
