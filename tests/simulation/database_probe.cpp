#include "tests/simulation/database_probe.hpp"

#include <stdexcept>

namespace threadmirror::simulation {
namespace {

constexpr const char* kColumns =
    "SELECT id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to,"
    " original_channel_id, original_channel_account_id, spam, archived, created_at, closed_at,"
    " latest_message_timestamp, latest_message_sent_timestamp, latest_message_received_timestamp, extra,"
    " first_seen_at, changed_at, deleted_at, deletion_evidence FROM threads";

Text text(sqlite3_stmt* row, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  if (bytes == nullptr) return std::nullopt;
  return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

std::optional<bool> flag(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int(row, column) != 0;
}

std::optional<core::Timestamp> time(sqlite3_stmt* row, int column) {
  const Text stored = text(row, column);
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
  database_.reset(opened);
  if (code != SQLITE_OK)
    throw std::runtime_error(std::string("a reader can't open: ") + sqlite3_errmsg(opened));
  row_ = prepare((std::string(kColumns) + " WHERE id = ?1").c_str());
  rows_ = prepare((std::string(kColumns) + " ORDER BY id").c_str());
  change_ = prepare("SELECT thread_id, field, old_value, new_value FROM thread_changes WHERE rowid = ?1");
  count_changes_ = prepare("SELECT count(*) FROM thread_changes");
  streams_ = prepare("SELECT stream, watermark, cursor, in_progress FROM sync_state");
  status_ = prepare(
      "SELECT health, threads, deleted_threads, archived_threads, backfill_complete, last_poll_at"
      " FROM sync_status");
}

DatabaseProbe::Statement DatabaseProbe::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string("a reader can't prepare: ") + sqlite3_errmsg(database_.get()));
  }
  return Statement(statement);
}

bool DatabaseProbe::step(const Statement& statement) {
  const int code = sqlite3_step(statement.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement.get());
  if (code == SQLITE_DONE) return false;
  throw std::runtime_error(std::string("a reader can't read: ") + sqlite3_errmsg(database_.get()));
}

std::optional<MirrorRow> DatabaseProbe::row(std::int64_t id) {
  sqlite3_bind_int64(row_.get(), 1, id);
  std::optional<MirrorRow> found;
  while (step(row_)) found = read_row(row_.get());
  return found;
}

std::map<std::int64_t, MirrorRow> DatabaseProbe::rows() {
  std::map<std::int64_t, MirrorRow> all;
  while (step(rows_)) {
    MirrorRow read = read_row(rows_.get());
    const std::int64_t id = read.record.id;
    all.emplace_hint(all.end(), id, std::move(read));
  }
  return all;
}

ChangeRow DatabaseProbe::change(std::int64_t rowid) {
  sqlite3_bind_int64(change_.get(), 1, rowid);
  ChangeRow found;
  while (step(change_)) {
    found.thread = sqlite3_column_int64(change_.get(), 0);
    found.field = text(change_.get(), 1).value_or("");
    found.old_value = text(change_.get(), 2);
    found.new_value = text(change_.get(), 3);
  }
  return found;
}

std::int64_t DatabaseProbe::count_changes() {
  std::int64_t count = 0;
  while (step(count_changes_)) count = sqlite3_column_int64(count_changes_.get(), 0);
  return count;
}

std::map<std::string, StreamRow> DatabaseProbe::streams() {
  std::map<std::string, StreamRow> all;
  while (step(streams_)) {
    sqlite3_stmt* const row = streams_.get();
    all[text(row, 0).value_or("")] = {text(row, 1), text(row, 2), sqlite3_column_int(row, 3) != 0};
  }
  return all;
}

StatusRow DatabaseProbe::status() {
  StatusRow status;
  while (step(status_)) {
    sqlite3_stmt* const row = status_.get();
    status.health = text(row, 0).value_or("");
    status.threads = sqlite3_column_int64(row, 1);
    status.deleted = sqlite3_column_int64(row, 2);
    status.archived = sqlite3_column_int64(row, 3);
    status.backfill_complete = sqlite3_column_int(row, 4) != 0;
    status.last_poll_at = text(row, 5);
  }
  return status;
}

std::string DatabaseProbe::integrity() {
  const Statement check = prepare("PRAGMA integrity_check");
  std::string words;
  while (step(check)) words += text(check.get(), 0).value_or("") + "; ";
  return words == "ok; " ? "ok" : words;
}

}  // namespace threadmirror::simulation
