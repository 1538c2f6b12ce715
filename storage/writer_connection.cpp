#include "storage/writer_connection.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <string>

#include "storage/sql.hpp"

namespace threadmirror::storage {

SQLite::Database open_for_writing(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  const auto timeout = static_cast<int>(std::clamp<std::int64_t>(busy_timeout.count(), 0, kMost));
  // One thread at a time uses the connection, so that SQLite's own locks would only cost time.
  SQLite::Database database(std::filesystem::absolute(path).string(),
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, timeout);
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  database.exec(sql::kLimits);
  return database;
}

void enable_log(SQLite::Database& database) {
  if (database.execAndGet(sql::kJournalModeWal).getString() != "wal") {
    throw SQLite::Exception("its file system does not support a write-ahead log", SQLITE_IOERR);
  }
  int on = 1;
  sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &on);
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  database.exec(sql::kDurability);
}

bool truncate_log(SQLite::Database& database) noexcept {
  sqlite3* const handle = database.getHandle();
  sqlite3_stmt* timeout = nullptr;
  sqlite3_prepare_v2(handle, "PRAGMA busy_timeout", -1, &timeout, nullptr);
  const int usual = sqlite3_step(timeout) == SQLITE_ROW ? sqlite3_column_int(timeout, 0) : 0;
  sqlite3_finalize(timeout);
  sqlite3_busy_timeout(handle, 0);
  const int code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle, usual);
  return code == SQLITE_OK;
}

}  // namespace threadmirror::storage
