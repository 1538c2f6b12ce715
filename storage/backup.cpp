#include "storage/backup.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <optional>
#include <string>

#include "storage/backup_target.hpp"
#include "storage/database_checks.hpp"
#include "storage/interruption.hpp"
#include "storage/reader_connection.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

constexpr const char* kCountThreads = "SELECT count(*) FROM threads";
constexpr int kPagesAtATime = 256;

core::Error interrupted() { return core::Error(ErrorCode::kCancelled, "interrupted; no backup was made"); }

// A connection to the draft. Durability is the target's business.
SQLite::Database open_draft(const fs::path& draft) {
  SQLite::Database database(draft.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
  database.exec(sql::kLimits);
  database.exec("PRAGMA synchronous = OFF");
  return database;
}

// Copies all pages. False: `stop` said so. The source is in a transaction, so that it stays the same
// meanwhile.
bool copy_pages(SQLite::Database& source, SQLite::Database& draft, const std::function<bool()>& stop) {
  SQLite::Backup backup(draft, source);
  while (!stop()) {
    const int code = backup.executeStep(kPagesAtATime);
    if (code == SQLITE_DONE) return true;
    if (code != SQLITE_OK) throw SQLite::Exception(draft.getHandle(), code);
  }
  return false;
}

// The number of threads in the source when it was copied; nothing where `stop` said so.
std::optional<std::int64_t> copy(SQLite::Database& source, const fs::path& draft,
                                 const std::function<bool()>& stop) {
  SQLite::Database copied = open_draft(draft);
  source.exec("BEGIN");
  const std::int64_t threads = source.execAndGet(kCountThreads).getInt64();
  const bool done = copy_pages(source, copied, stop);
  source.exec("COMMIT");
  return done ? std::optional(threads) : std::nullopt;
}

// A copy needs no log beside it: who gets it as a single file can read it.
void make_single_file(SQLite::Database& draft) {
  draft.exec("PRAGMA locking_mode = EXCLUSIVE");  // no shared memory is made for what nobody shares
  const std::string mode = draft.execAndGet("PRAGMA journal_mode = DELETE").getString();
  if (mode != "delete") throw SQLite::Exception("the copy could not be made a single file", SQLITE_IOERR);
}

// What is wrong with the copy; empty: nothing.
std::string damage(SQLite::Database& draft, std::int64_t threads) {
  const std::string found = draft.execAndGet("PRAGMA integrity_check(1)").getString();
  if (found != "ok") return found;
  if (read_identity(draft).application_id != kApplicationId) return "the copy is no mirror";
  const std::int64_t copied = draft.execAndGet(kCountThreads).getInt64();
  return copied == threads ? "" : fmt::format("the copy has {} of {} threads", copied, threads);
}

core::Status verify(const fs::path& draft, std::int64_t threads, const std::function<bool()>& stop) {
  SQLite::Database copied = open_draft(draft);
  const Interruption interruption(copied.getHandle(), stop);
  make_single_file(copied);
  const std::string found = damage(copied, threads);
  if (found.empty()) return {};
  return core::fail(ErrorCode::kDatabaseCorrupt, "the copy is not sound: " + found,
                    "run `threadmirror check`: the database itself is probably damaged");
}

core::Error renamed(const core::Error& error) {
  return error.code() == ErrorCode::kCancelled ? interrupted() : error;
}

}  // namespace

core::Result<BackupReport> back_up(const fs::path& database, const fs::path& file,
                                   const std::function<bool()>& stop) {
  auto source = open_for_reading(database);
  if (!source) return core::fail(source.error());
  auto target = draft_backup(file, database);
  if (!target) return core::fail(target.error());
  const auto no_handle = [] { return static_cast<sqlite3*>(nullptr); };
  const auto copied =
      guarded(target->draft(), no_handle, [&] { return copy(*source, target->draft(), stop); });
  if (!copied) return core::fail(renamed(copied.error()));
  if (!*copied) return core::fail(interrupted());
  const core::Result<core::Status> verified =
      guarded(target->draft(), no_handle, [&] { return verify(target->draft(), **copied, stop); });
  if (!verified) return core::fail(renamed(verified.error()));
  if (!*verified) return core::fail(verified->error());
  if (auto placed = target->put_in_place(); !placed) return core::fail(placed.error());
  return BackupReport{**copied, size_or_zero(file)};
}

}  // namespace threadmirror::storage
