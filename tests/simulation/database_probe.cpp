#include "tests/simulation/database_probe.hpp"

#include <stdexcept>
#include <string_view>

namespace threadmirror::simulation {
namespace {

// Of the table's columns, in the order in which read_row takes them.
constexpr const char* kRows = R"(
  SELECT id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to, original_channel_id,
    original_channel_account_id, spam, archived, created_at, closed_at, latest_message_timestamp,
    latest_message_sent_timestamp, latest_message_received_timestamp, extra, first_seen_at, changed_at,
    deleted_at, deletion_evidence
  FROM threads ORDER BY id)";
constexpr const char* kRow = R"(
  SELECT id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to, original_channel_id,
    original_channel_account_id, spam, archived, created_at, closed_at, latest_message_timestamp,
    latest_message_sent_timestamp, latest_message_received_timestamp, extra, first_seen_at, changed_at,
    deleted_at, deletion_evidence
  FROM threads WHERE id = ?1)";
constexpr const char* kChange =
    "SELECT thread_id, field, old_value, new_value FROM thread_changes WHERE rowid = ?1";
constexpr const char* kCountChanges = "SELECT count(*) FROM thread_changes";
constexpr const char* kStreams = "SELECT stream, watermark, cursor, in_progress FROM sync_state";
constexpr const char* kStatus =
    "SELECT health, threads, deleted_threads, archived_threads, backfill_complete, last_poll_at"
    " FROM sync_status";

std::optional<std::string_view> view(sqlite3_stmt* row, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  if (bytes == nullptr) return std::nullopt;
  return std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

Text text(sqlite3_stmt* row, int column) { return Text(view(row, column)); }

std::optional<bool> flag(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int(row, column) != 0;
}

std::optional<core::Timestamp> time(sqlite3_stmt* row, int column) {
  const auto stored = view(row, column);
  return stored ? core::Timestamp::parse(*stored) : std::nullopt;
}

MirrorRow read_row(sqlite3_stmt* row) {
  MirrorRow read;
  core::ThreadRecord& record = read.record;
  record.id = sqlite3_column_int64(row, 0);
  record.status = text(row, 1);
  record.inbox_id = text(row, 2);
  record.associated_contact_id = text(row, 3);
  record.associated_ticket_id = text(row, 4);
  record.assigned_to = text(row, 5);
  record.original_channel_id = text(row, 6);
  record.original_channel_account_id = text(row, 7);
  record.spam = flag(row, 8);
  record.archived = flag(row, 9);
  record.created_at = time(row, 10);
  record.closed_at = time(row, 11);
  record.latest_message_timestamp = time(row, 12);
  record.latest_message_sent_timestamp = time(row, 13);
  record.latest_message_received_timestamp = time(row, 14);
  record.extra = text(row, 15);
  read.first_seen_at = text(row, 16).value_or("");
  read.changed_at = text(row, 17).value_or("");
  read.deleted_at = text(row, 18);
  read.deletion_evidence = text(row, 19);
  return read;
}

}  // namespace

DatabaseProbe::DatabaseProbe(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  own_.reset(opened);
  database_ = opened;
  if (code != SQLITE_OK)
    throw std::runtime_error(std::string("a reader can't open: ") + sqlite3_errmsg(opened));
}

DatabaseProbe::Session::Session(DatabaseProbe& probe) : commit_(probe.use(probe.commit_, "COMMIT")) {
  probe.step(probe.use(probe.begin_, "BEGIN"));
}

DatabaseProbe::Session::~Session() {
  sqlite3_step(commit_);  // nothing is written that could fail
  sqlite3_reset(commit_);
}

DatabaseProbe::Statement DatabaseProbe::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string("a reader can't prepare: ") + sqlite3_errmsg(database_));
  }
  return Statement(statement);
}

sqlite3_stmt* DatabaseProbe::use(Statement& statement, const char* sql) {
  if (!statement) statement = prepare(sql);
  return statement.get();
}

bool DatabaseProbe::step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement);
  if (code == SQLITE_DONE) return false;
  throw std::runtime_error(std::string("a reader can't read: ") + sqlite3_errmsg(database_));
}

std::optional<MirrorRow> DatabaseProbe::row(std::int64_t id) {
  sqlite3_stmt* const statement = use(row_, kRow);
  sqlite3_bind_int64(statement, 1, id);
  std::optional<MirrorRow> found;
  while (step(statement)) found = read_row(statement);
  return found;
}

std::map<std::int64_t, MirrorRow> DatabaseProbe::rows() {
  sqlite3_stmt* const statement = use(rows_, kRows);
  std::map<std::int64_t, MirrorRow> all;
  while (step(statement)) {
    MirrorRow read = read_row(statement);
    const std::int64_t id = read.record.id;
    all.emplace_hint(all.end(), id, std::move(read));
  }
  return all;
}

ChangeRow DatabaseProbe::change(std::int64_t rowid) {
  sqlite3_stmt* const statement = use(change_, kChange);
  sqlite3_bind_int64(statement, 1, rowid);
  ChangeRow found;
  while (step(statement)) {
    found.thread = sqlite3_column_int64(statement, 0);
    found.field = text(statement, 1).value_or("");
    found.old_value = text(statement, 2);
    found.new_value = text(statement, 3);
  }
  return found;
}

std::int64_t DatabaseProbe::count_changes() {
  sqlite3_stmt* const statement = use(count_changes_, kCountChanges);
  std::int64_t count = 0;
  while (step(statement)) count = sqlite3_column_int64(statement, 0);
  return count;
}

std::map<std::string, StreamRow> DatabaseProbe::streams() {
  sqlite3_stmt* const statement = use(streams_, kStreams);
  std::map<std::string, StreamRow> all;
  while (step(statement)) {
    all[text(statement, 0).value_or("")] = {text(statement, 1), text(statement, 2),
                                            sqlite3_column_int(statement, 3) != 0};
  }
  return all;
}

StatusRow DatabaseProbe::status() {
  sqlite3_stmt* const statement = use(status_, kStatus);
  StatusRow status;
  while (step(statement)) {
    status.health = text(statement, 0).value_or("");
    status.threads = sqlite3_column_int64(statement, 1);
    status.deleted = sqlite3_column_int64(statement, 2);
    status.archived = sqlite3_column_int64(statement, 3);
    status.backfill_complete = sqlite3_column_int(statement, 4) != 0;
    status.last_poll_at = text(statement, 5);
  }
  return status;
}

std::string DatabaseProbe::integrity() {
  const Statement check = prepare("PRAGMA integrity_check");
  std::string words;
  while (step(check.get())) words += text(check.get(), 0).value_or("") + "; ";
  return words == "ok; " ? "ok" : words;
}

}  // namespace threadmirror::simulation
