// A file system for SQLite that fails on command, and that can lose its power.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace threadmirror::tests {

// What is to go wrong: the operations from number `first` (from 0, counted since `arm`) on, `count` of them.
struct Fault {
  long first = 0;
  long count = 1;
  int system_errno = 0;  // ENOSPC, EIO, EROFS …
  bool reads = false;    // reads count and fail too
  static constexpr long kForever = 1L << 60;
};

// While it lives, every new connection goes through it to the real file system. Operations that change files
// (write, truncate, sync, delete, create) are counted. A write that fails writes half of its bytes first, as
// a full disk or a dying process does. One at a time; not for several threads.
class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  void arm(Fault fault);
  void disarm() { fault_.reset(); }
  // True once the armed fault has struck.
  bool struck() const { return struck_; }

  // What a power cut does to the files, after all connections are closed: of the writes and truncations since
  // a file's last sync, each one survives or not by a throw of the seed's dice; with no seed, none survives.
  void lose_power(std::optional<std::uint32_t> seed);

 private:
  friend struct FaultVfsCalls;
  struct Undo {
    std::int64_t offset = 0;
    std::string bytes;          // what was there
    std::int64_t old_size = 0;  // of the file
  };

  // True where the operation that is about to happen must fail; sets errno.
  bool strikes(bool is_read);
  void remember(const std::string& path, std::int64_t offset, std::int64_t size);

  sqlite3_vfs vfs_{};
  sqlite3_vfs* real_ = nullptr;
  sqlite3_io_methods methods_{};
  std::optional<Fault> fault_;
  long operation_ = 0;
  bool struck_ = false;
  int last_errno_ = 0;
  std::map<std::string, std::vector<Undo>> unsynced_;
};

}  // namespace threadmirror::tests
