#include "storage/wal_guard.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "storage/database_checks.hpp"
#include "storage/writer_connection.hpp"

namespace threadmirror::storage {
namespace {

constexpr std::int64_t kFrameHeader = 24;
constexpr std::int64_t kMiB = std::int64_t{1} << 20;

}  // namespace

WalGuard::WalGuard(SQLite::Database& database, std::filesystem::path path, WalLimits limits, core::Log& log)
    : database_(database),
      path_(std::move(path)),
      limits_(limits),
      log_(log),
      frame_size_(database.execAndGet("PRAGMA page_size").getInt64() + kFrameHeader) {
  // What a crash left in the log counts from the start; the first commit tells exactly.
  frames_ = static_cast<std::int64_t>(size_or_zero(path_.string() + "-wal")) / frame_size_;
  sqlite3_wal_hook(database_.getHandle(), &WalGuard::on_commit, this);
}

WalGuard::~WalGuard() { sqlite3_wal_hook(database_.getHandle(), nullptr, nullptr); }

int WalGuard::on_commit(void* self, sqlite3*, const char*, int frames) {
  static_cast<WalGuard*>(self)->frames_ = frames;
  return SQLITE_OK;
}

core::Status WalGuard::check_room() {
  if (bytes() < limits_.ceiling) return {};
  if (truncate_log(database_)) {
    frames_ = 0;
    return {};
  }
  return core::fail(
      core::ErrorCode::kBusy,
      fmt::format("the write-ahead log of {} has reached its ceiling of {} MiB: a reader stays in "
                  "one transaction and keeps it from being reused",
                  path_.string(), limits_.ceiling / kMiB),
      "end that reader (fuser -v on the file shows who has it open); the work then goes on");
}

void WalGuard::after_commit() {
  if (bytes() >= limits_.checkpoint) {
    sqlite3_wal_checkpoint_v2(database_.getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
  const bool large = bytes() >= limits_.warning;
  if (large && !warned_) {
    log_.warning("the write-ahead log grows: a reader stays in one transaction",
                 {{"database", path_.string()}, {"wal_bytes", bytes()}, {"ceiling_bytes", limits_.ceiling}});
  }
  warned_ = large;
}

}  // namespace threadmirror::storage
