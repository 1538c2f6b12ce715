#include "storage/location_checks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "storage/network_file_system.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

std::string user_name(uid_t uid) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return std::to_string(uid);
}

fs::path folder_of(const fs::path& database) {
  const fs::path folder = database.parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

// Why `what` can't be used, and which chown or chmod mends it.
core::Status refuse_access(const fs::path& what, int error, const char* owner_rights) {
  if (error == EROFS) {
    return core::fail(ErrorCode::kReadOnly, fmt::format("{} lies on a read-only file system", what.string()),
                      "mount it read-write, or choose another storage.path");
  }
  struct stat info {};
  const std::string me = user_name(geteuid());
  if (stat(what.c_str(), &info) != 0) {
    return core::fail(ErrorCode::kCannotCreate,
                      fmt::format("{} can't be reached by user {}: {}", what.string(), me, reason(errno)),
                      "give the user the right to enter every folder on the way (chmod o+x, or a group)");
  }
  const std::string mend = info.st_uid == geteuid() ? fmt::format("chmod {} {}", owner_rights, what.string())
                                                    : fmt::format("chown {} {}", me, what.string());
  return core::fail(ErrorCode::kCannotCreate,
                    fmt::format("user {} may not write {}: {} (owner {}, mode {:04o})", me, what.string(),
                                reason(error), user_name(info.st_uid), info.st_mode & 07777U),
                    mend);
}

// Makes `folder` and what is missing above it; each new one gets 0750 less the umask.
int make_folders(const fs::path& folder) {
  if (mkdir(folder.c_str(), 0750) == 0 || errno == EEXIST) return 0;
  if (errno != ENOENT || !folder.has_parent_path() || folder == folder.parent_path()) return errno;
  if (const int error = make_folders(folder.parent_path()); error != 0) return error;
  return mkdir(folder.c_str(), 0750) == 0 || errno == EEXIST ? 0 : errno;
}

}  // namespace

core::Status ensure_folder(const fs::path& database) {
  const fs::path folder = folder_of(database);
  if (const int error = make_folders(folder); error != 0) {
    return core::fail(
        error == EROFS ? ErrorCode::kReadOnly : ErrorCode::kCannotCreate,
        fmt::format("folder {} can't be created: {}", folder.string(), reason(error)),
        fmt::format("as root: install -d -o {} -m 0750 {}", user_name(geteuid()), folder.string()));
  }
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return core::fail(ErrorCode::kCannotCreate, fmt::format("{} is no folder", folder.string()),
                      "choose another storage.path");
  }
  if (faccessat(AT_FDCWD, folder.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
    return refuse_access(folder, errno, "u+rwx");
  }
  return {};
}

core::Status refuse_network_file_system(const fs::path& database) {
  const fs::path folder = folder_of(database);
  struct statfs file_system {};
  struct stat info {};
  if (statfs(folder.c_str(), &file_system) != 0 || stat(folder.c_str(), &info) != 0) {
    return core::fail(ErrorCode::kIo,
                      fmt::format("{} can't be examined: {}", folder.string(), reason(errno)));
  }
  const auto type = static_cast<std::uint32_t>(file_system.f_type);
  std::string mounts;
  if (type == kFuseType) {
    std::ifstream file("/proc/self/mountinfo");
    mounts.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  const auto name = network_file_system(type, mount_type(mounts, major(info.st_dev), minor(info.st_dev)));
  if (!name) return {};
  return core::fail(ErrorCode::kCannotCreate,
                    fmt::format("{} lies on a network file system ({}), where SQLite's locks and its "
                                "write-ahead log do not hold and the database would be damaged",
                                folder.string(), *name),
                    "set storage.path to a local disk");
}

core::Status check_access(const fs::path& database) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    const fs::path file = database.string() + suffix;
    struct stat info {};
    if (stat(file.c_str(), &info) != 0) {
      if (errno == ENOENT) continue;
      return refuse_access(file, errno, "u+rw");
    }
    if (!S_ISREG(info.st_mode)) {
      return core::fail(ErrorCode::kCannotCreate, fmt::format("{} is no regular file", file.string()),
                        "choose another storage.path, or move it away");
    }
    if (faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS) != 0) {
      return refuse_access(file, errno, "u+rw");
    }
  }
  return {};
}

core::Status create_file(const fs::path& database) {
  // O_EXCL: no other connection of this process can have the file open, so closing it drops no lock.
  const int fd = open(database.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (fd < 0 && errno == EEXIST) return {};
  if (fd < 0) {
    const int error = errno;
    const ErrorCode code =
        error == ENOSPC || error == EDQUOT ? ErrorCode::kDiskFull : ErrorCode::kCannotCreate;
    return core::fail(code, fmt::format("{} can't be created: {}", database.string(), reason(error)),
                      fmt::format("see that {} can be written", folder_of(database).string()));
  }
  close(fd);
  return {};
}

}  // namespace threadmirror::storage
