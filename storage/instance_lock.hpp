// One writer per database: a lock that the kernel frees when its holder dies, however it dies.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"

namespace threadmirror::storage {

// Held for as long as the object lives. The lock is an open-file-description lock on `<database>.lock`, a
// file beside the database that stays there; its text (process id, command, start time, and where the holder
// listens) only serves to name the holder, so a stale one is harmless. Movable, not copyable; any thread.
class InstanceLock {
 public:
  // Takes the lock for `database`, without waiting. `command` names the holder to others ("run", "backfill").
  // Fails with kInstanceRunning naming the holder's process id, command and start; kCannotCreate or kIo where
  // the folder can't be used. Creates the database's folder (0750) where it is missing.
  static core::Result<InstanceLock> acquire(const std::filesystem::path& database, std::string command);

  // Writes down where the holder can be asked to do others' work, for whoever finds the lock taken.
  void announce(const std::filesystem::path& socket) const;
  // What the present holder of `database`'s lock has announced; nothing where nobody holds it, or has
  // announced nothing, or this user may not see it.
  static std::optional<std::filesystem::path> announced_socket(const std::filesystem::path& database);

  InstanceLock(InstanceLock&& other) noexcept;
  InstanceLock& operator=(InstanceLock&& other) noexcept;
  ~InstanceLock();

 private:
  explicit InstanceLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace threadmirror::storage
