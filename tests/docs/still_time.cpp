#include "tests/docs/still_time.hpp"

namespace threadmirror::tests {
namespace {

constexpr std::int64_t kUnixEpochMs = 210'866'760'000'000;  // as SQLite counts, from noon of 4714 BC
constexpr double kDayMs = 86'400'000.0;

// One at a time, and SQLite's calls carry nothing of ours: what they belong to is known here alone.
std::int64_t still_ms = 0;

int current_time_int64(sqlite3_vfs*, sqlite3_int64* ms) {
  *ms = still_ms;
  return SQLITE_OK;
}

int current_time(sqlite3_vfs*, double* julian_day) {
  *julian_day = static_cast<double>(still_ms) / kDayMs;
  return SQLITE_OK;
}

}  // namespace

StillTime::StillTime(core::Timestamp now)
    : vfs_(*sqlite3_vfs_find(nullptr)), former_(sqlite3_vfs_find(nullptr)) {
  still_ms = kUnixEpochMs + now.unix_ms();
  vfs_.pNext = nullptr;
  vfs_.zName = "still-time";
  vfs_.xCurrentTime = &current_time;
  vfs_.xCurrentTimeInt64 = &current_time_int64;
  sqlite3_vfs_register(&vfs_, 1);
}

StillTime::~StillTime() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(former_, 1);
}

}  // namespace threadmirror::tests
