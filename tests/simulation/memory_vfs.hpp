// A file system for SQLite that lives in memory: fast, repeatable, and able to fail at any step, to die with
// its process, and to lose its power.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/timestamp.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/memory_file.hpp"

namespace threadmirror::simulation {

// What is to go wrong with the operations from number `first` on (counted from 0, see `operations`).
struct StorageFault {
  enum class Kind {
    kCrash,     // the process dies: this operation is done by half, the later ones not at all
    kDiskFull,  // `count` operations fail for lack of space
    kIoError,   // `count` operations fail
  };
  Kind kind = Kind::kCrash;
  std::int64_t first = 0;
  std::int64_t count = 1;
};

// Files by their paths.
using DiskImage = std::map<std::string, std::string>;

// While it lives it is SQLite's default file system, with WAL and shared memory, for any number of
// connections of this one process. Time and randomness come from outside. Operations that change files
// (write, truncate, sync, delete, create) are counted. The main database file is found to exist, as the
// store creates it by other means. One at a time; one thread.
class MemoryVfs {
 public:
  using Now = std::function<core::Timestamp()>;
  using OnConnection = std::function<void(sqlite3*)>;
  // Without `power_cuts`, restart must not be told of one.
  MemoryVfs(std::uint64_t seed, Now now, bool power_cuts);
  ~MemoryVfs();
  MemoryVfs(const MemoryVfs&) = delete;
  MemoryVfs& operator=(const MemoryVfs&) = delete;

  // Called with each connection that opens a main database, before anything is read.
  void set_on_connection(OnConnection on_connection) { on_connection_ = std::move(on_connection); }

  std::int64_t operations() const { return operations_; }
  void arm(StorageFault fault) { fault_ = fault; }
  void disarm() { fault_ = {StorageFault::Kind::kCrash, -1, 0}; }
  // True once an armed fault has struck; `arm` does not reset it.
  std::int64_t strikes() const { return struck_; }
  // From now on no operation changes anything: the process is dead.
  void crash() { crashed_ = true; }
  bool crashed() const { return crashed_; }

  // After all connections of the dead process are closed: files are usable again. `power_lost`: what was not
  // synced is at the mercy of the dice.
  void restart(bool power_lost);

  // The content of all files, once they are closed; and a disk that begins with these.
  DiskImage image() const;
  void install(const DiskImage& image);

  std::size_t size_of(const std::string& path) const;
  std::size_t open_files() const { return open_files_; }

 private:
  friend struct MemoryVfsCalls;
  struct Handle;
  static constexpr int kShmLocks = 8;
  // A file with everything that connections share about it.
  struct Node {
    MemoryFile content;
    std::vector<Handle*> handles;
    std::vector<std::unique_ptr<std::array<char, 32768>>> shared_memory;
  };

  // Counts an operation. True where it must fail.
  bool fails();
  int failure(int usual) const;

  sqlite3_vfs vfs_{};
  sqlite3_io_methods methods_{};
  sqlite3_vfs* former_ = nullptr;
  FastRandom random_;
  Now now_;
  OnConnection on_connection_;
  std::map<std::string, std::unique_ptr<Node>> files_;
  std::size_t open_files_ = 0;
  std::int64_t operations_ = 0;
  std::int64_t struck_ = 0;
  StorageFault fault_{StorageFault::Kind::kCrash, -1, 0};
  int last_errno_ = 0;
  bool crashed_ = false;
  bool power_cuts_;
};

}  // namespace threadmirror::simulation
