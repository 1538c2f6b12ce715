// Keeps the write-ahead log bounded. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <filesystem>

#include "core/log.hpp"
#include "core/result.hpp"

namespace threadmirror::storage {

// Sizes in bytes; see StoreOptions.
struct WalLimits {
  std::int64_t checkpoint = std::int64_t{4} << 20;  // from here on the log is copied into the database
  std::int64_t warning = 0;
  std::int64_t ceiling = 0;
};

// Watches the log of one connection and makes all its checkpoints, in the writer's thread. Must not outlive
// the connection.
class WalGuard {
 public:
  WalGuard(SQLite::Database& database, std::filesystem::path path, WalLimits limits, core::Log& log);
  ~WalGuard();
  WalGuard(const WalGuard&) = delete;
  WalGuard& operator=(const WalGuard&) = delete;

  // Before a transaction: kBusy where the log is at its ceiling and a reader keeps it from being reused.
  core::Status check_room();
  // After a commit. Never waits for readers; a checkpoint that fails is tried again after the next commit.
  void after_commit();

  // The log's content, reusable part not counted.
  std::int64_t bytes() const { return frames_ * frame_size_; }

 private:
  static int on_commit(void* self, sqlite3*, const char*, int frames);

  SQLite::Database& database_;
  std::filesystem::path path_;
  WalLimits limits_;
  core::Log& log_;
  std::int64_t frame_size_;
  std::int64_t frames_ = 0;
  bool warned_ = false;
};

}  // namespace threadmirror::storage
