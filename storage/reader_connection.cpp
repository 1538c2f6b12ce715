#include "storage/reader_connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "storage/database_checks.hpp"
#include "storage/migrate.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 2000;

core::Status check_exists(const fs::path& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return core::fail(ErrorCode::kDatabaseMissing, fmt::format("there is no database {}", path.string()),
                      "run `threadmirror backfill`, or name the right file with --database");
  }
  if (access(path.c_str(), R_OK) != 0) {
    return core::fail(ErrorCode::kIo, fmt::format("{} may not be read by this user", path.string()),
                      "join the group that owns it");
  }
  if (!S_ISREG(info.st_mode)) {
    return core::fail(ErrorCode::kDatabaseForeign, fmt::format("{} is no regular file", path.string()),
                      "name the database file itself");
  }
  return {};
}

core::Status not_ready(const fs::path& path) {
  return core::fail(ErrorCode::kDatabaseMissing, fmt::format("{} is still empty", path.string()),
                    "run `threadmirror backfill`, or wait until the daemon has started");
}

SQLite::Database connect(const fs::path& path) {
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  std::error_code ignored;
  if (!fs::exists(path.string() + "-wal", ignored)) {
    return SQLite::Database(file_uri(path, "mode=ro&immutable=1"), kFlags, kBusyTimeoutMs);
  }
  if (fs::exists(path.string() + "-shm", ignored)) {
    return SQLite::Database(file_uri(path, "mode=ro"), kFlags, kBusyTimeoutMs);
  }
  // In exclusive mode SQLite keeps the log's index in its own memory; "unix-none" takes no lock for that.
  SQLite::Database database(file_uri(path, "mode=ro&vfs=unix-none"), kFlags, kBusyTimeoutMs);
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  return database;
}

void harden(SQLite::Database& database) {
  sqlite3* const handle = database.getHandle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  database.exec(sql::kLimits);
  database.exec("PRAGMA query_only = ON");
}

}  // namespace

core::Result<SQLite::Database> open_for_reading(const fs::path& path) {
  if (auto status = check_exists(path); !status) return core::fail(status.error());
  if (size_or_zero(path) == 0) return core::fail(not_ready(path).error());
  std::optional<SQLite::Database> database;
  const auto handle = [&database] { return database ? database->getHandle() : nullptr; };
  const auto identity = guarded(path, handle, [&] {
    database.emplace(connect(path));
    harden(*database);
    return read_identity(*database);
  });
  if (!identity) return core::fail(identity.error());
  if (is_blank(*identity)) return core::fail(not_ready(path).error());
  if (auto status = check_identity(*identity, newest_version(embedded_migrations()), path); !status) {
    return core::fail(status.error());
  }
  return std::move(*database);
}

}  // namespace threadmirror::storage
