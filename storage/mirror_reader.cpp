#include "storage/mirror_reader.hpp"

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <utility>

#include "storage/interruption.hpp"
#include "storage/parameter_binding.hpp"
#include "storage/read_authorizer.hpp"
#include "storage/reader_connection.hpp"
#include "storage/single_statement.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/statement.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

std::vector<std::string> column_names(sqlite3_stmt* statement) {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    const char* name = sqlite3_column_name(statement, i);
    names.emplace_back(name != nullptr ? name : "");
  }
  return names;
}

std::string bytes_of(sqlite3_stmt* statement, int column, const void* data) {
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

Value value_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT:
      return bytes_of(statement, column, sqlite3_column_text(statement, column));
    case SQLITE_BLOB:
      return Blob{bytes_of(statement, column, sqlite3_column_blob(statement, column))};
    default:
      return std::monostate{};
  }
}

SyncStatus read_status(const Use& row) {
  SyncStatus status;
  status.health = row.text(0);
  status.cause = row.text(1);
  status.portal_id = row.maybe_text(2);
  status.watermark = row.maybe_text(3);
  status.last_poll_at = row.maybe_text(4);
  status.lag_seconds = row.maybe_real(5);
  status.last_reconcile_at = row.maybe_text(6);
  status.last_archived_sweep_at = row.maybe_text(7);
  status.backfill_complete = row.integer(8) != 0;
  status.backfill_completed_at = row.maybe_text(9);
  status.threads = row.integer(10);
  status.open_threads = row.integer(11);
  status.archived_threads = row.integer(12);
  status.deleted_threads = row.integer(13);
  status.rejected_records = row.integer(14);
  status.last_active_sweep_at = row.maybe_text(15);
  status.backfill_filled_at = row.maybe_text(16);
  status.quota_pause = row.maybe_text(17);
  return status;
}

RunSummary read_run(const Use& row) {
  RunSummary run;
  run.id = row.integer(0);
  run.kind = row.text(1);
  run.started_at = row.text(2);
  run.finished_at = row.maybe_text(3);
  run.outcome = row.maybe_text(4);
  run.requests = row.integer(5);
  run.pages = row.integer(6);
  run.threads_seen = row.integer(7);
  run.inserted = row.integer(8);
  run.updated = row.integer(9);
  run.unchanged = row.integer(10);
  run.deleted = row.integer(11);
  run.rejected = row.integer(12);
  run.error = row.maybe_text(13);
  return run;
}

class SqliteMirrorReader final : public MirrorReader {
 public:
  SqliteMirrorReader(SQLite::Database database, std::filesystem::path path)
      : database_(std::move(database)), path_(std::move(path)) {
    sqlite3_set_authorizer(database_.getHandle(), &SqliteMirrorReader::authorize, this);
  }

  core::Result<SyncStatus> status() override {
    return read([&] {
      SQLite::Statement statement(database_, sql::kSyncStatus);
      Use row(statement);
      row.step();
      return read_status(row);
    });
  }
  core::Result<std::vector<RunSummary>> latest_runs() override {
    return read([&] {
      SQLite::Statement statement(database_, sql::kLatestRuns);
      std::vector<RunSummary> runs;
      Use row(statement);
      while (row.step()) runs.push_back(read_run(row));
      return runs;
    });
  }
  core::Result<std::optional<std::string>> info(std::string_view key) override {
    return read([&] {
      SQLite::Statement statement(database_, sql::kSelectInfo);
      Use row(statement, key);
      return row.step() ? std::optional(row.text(0)) : std::nullopt;
    });
  }
  core::Status query(const Question& question, const HeaderHandler& on_header,
                     const RowHandler& on_row) override;
  core::Result<std::vector<std::string>> quick_check() override;
  void interrupt() override { sqlite3_interrupt(database_.getHandle()); }

 private:
  static int authorize(void* self, int action, const char* first, const char* second, const char*,
                       const char*);

  template <typename Work>
  auto read(Work work) -> core::Result<std::invoke_result_t<Work>> {
    return guarded(
        path_, [this] { return database_.getHandle(); }, work);
  }
  void findings(const char* pragma, std::vector<std::string>& out);
  core::Error step_error() const;

  SQLite::Database database_;
  std::filesystem::path path_;
  std::string refusal_;  // why the statement that is being prepared was refused
};

int SqliteMirrorReader::authorize(void* self, int action, const char* first, const char* second, const char*,
                                  const char*) {
  const auto why = refusal(action, first != nullptr ? first : "", second != nullptr ? second : "");
  if (!why) return SQLITE_OK;
  static_cast<SqliteMirrorReader*>(self)->refusal_ = *why;
  return SQLITE_DENY;
}

core::Error SqliteMirrorReader::step_error() const {
  sqlite3* const handle = database_.getHandle();
  const SqliteFailure failure{sqlite3_extended_errcode(handle), sqlite3_system_errno(handle),
                              sqlite3_errmsg(handle)};
  core::Error error = translate(failure, path_);
  if (error.code() == ErrorCode::kCancelled)
    return core::Error(ErrorCode::kCancelled, "the query was interrupted");
  if (error.code() != ErrorCode::kInternal && error.code() != ErrorCode::kReadOnly) return error;
  return core::Error(ErrorCode::kSql, refusal_.empty() ? failure.message : "this statement " + refusal_);
}

core::Status SqliteMirrorReader::query(const Question& question, const HeaderHandler& on_header,
                                       const RowHandler& on_row) {
  refusal_.clear();
  const auto prepared = prepare_single(database_.getHandle(), question.sql);
  if (!prepared) {
    if (refusal_.empty() || prepared.error().code() != ErrorCode::kSql) return core::fail(prepared.error());
    return core::fail(ErrorCode::kSql, "this statement " + refusal_);
  }
  sqlite3_stmt* const statement = prepared->get();
  if (sqlite3_stmt_readonly(statement) == 0) {
    return core::fail(ErrorCode::kSql, "this statement writes; the mirror can only be read");
  }
  if (auto bound = bind_parameters(statement, question.parameters); !bound) return bound;
  const Interruption interruption(database_.getHandle(), question.should_stop);
  on_header(column_names(statement));
  std::vector<Value> row(static_cast<std::size_t>(sqlite3_column_count(statement)));
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = value_of(statement, static_cast<int>(i));
    if (!on_row(row)) return {};
  }
  if (code != SQLITE_DONE) return core::fail(step_error());
  return {};
}

void SqliteMirrorReader::findings(const char* pragma, std::vector<std::string>& out) {
  SQLite::Statement statement(database_, pragma);
  Use row(statement);
  while (row.step()) {
    std::string finding = row.text(0);
    if (finding != "ok") out.push_back(std::move(finding));
  }
}

core::Result<std::vector<std::string>> SqliteMirrorReader::quick_check() {
  std::vector<std::string> found;
  auto done = read([&] {
    findings(sql::kQuickCheck, found);
    const std::size_t damage = found.size();
    findings(sql::kForeignKeyCheck, found);
    for (std::size_t i = damage; i < found.size(); ++i) found[i] = "dangling reference in table " + found[i];
  });
  if (done) return found;
  if (done.error().code() != ErrorCode::kDatabaseCorrupt) return core::fail(done.error());
  found.push_back(done.error().message());
  return found;
}

}  // namespace

core::Result<std::unique_ptr<MirrorReader>> MirrorReader::open(const std::filesystem::path& path,
                                                               Sorting sorting) {
  auto database = open_for_reading(path);
  if (!database) return core::fail(database.error());
  if (sorting == Sorting::kInFiles) database->exec("PRAGMA temp_store = FILE");
  return std::make_unique<SqliteMirrorReader>(std::move(*database), path);
}

}  // namespace threadmirror::storage
