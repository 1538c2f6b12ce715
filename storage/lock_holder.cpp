#include "storage/lock_holder.hpp"

#include <fmt/format.h>
#include <sys/sysmacros.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "core/text.hpp"

namespace threadmirror::storage {
namespace {

// SQLite's file format, "WAL-Index Header": byte 120 of the -shm file is the lock of the writer.
constexpr long kWalWriteLock = 120;

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

std::optional<int> lock_owner(std::string_view proc_locks, const FileIdentity& file, long byte) {
  const std::string wanted =
      fmt::format("{:02x}:{:02x}:{}", major(file.device), minor(file.device), file.inode);
  std::istringstream lines{std::string(proc_locks)};
  for (std::string line; std::getline(lines, line);) {
    // 1: POSIX  ADVISORY  WRITE 4711 fe:00:262146 120 120
    std::istringstream words(line);
    std::string number, kind, advisory, access, where, last;
    int owner = 0;
    long first = 0;
    if (!(words >> number >> kind >> advisory >> access >> owner >> where >> first >> last)) continue;
    const bool covers = first <= byte && (last == "EOF" || std::strtol(last.c_str(), nullptr, 10) >= byte);
    if (kind == "POSIX" && access == "WRITE" && where == wanted && covers && owner > 0) return owner;
  }
  return std::nullopt;
}

std::optional<std::string> write_lock_holder(const std::filesystem::path& database) {
  const auto shared_memory = identity_of(database.string() + "-shm");
  if (!shared_memory) return std::nullopt;
  const auto owner = lock_owner(read_text("/proc/locks"), *shared_memory, kWalWriteLock);
  if (!owner) return std::nullopt;
  const std::string name = read_text(fmt::format("/proc/{}/comm", *owner));
  if (name.empty()) return fmt::format("process {}", *owner);
  return fmt::format("process {} ({})", *owner, core::printable(core::trim(name)));
}

}  // namespace threadmirror::storage
