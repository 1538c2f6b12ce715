#include "storage/thread_table.hpp"

#include "storage/sql.hpp"
#include "storage/statement.hpp"

namespace threadmirror::storage {
namespace {

// What a row that is about to be written had otherwise than `record`.
Difference difference(const std::optional<StoredThread>& stored, const core::ThreadRecord& record) {
  if (!stored || stored->deleted_at) return {record.id, DifferenceKind::kMissing, {}};
  return {record.id, DifferenceKind::kDifferent, compare_records(stored->record, record)};
}

// Whether a stored value is exactly what would be written for `value`: no text is copied, no time parsed.
bool holds(const Use& row, int column, const std::optional<std::string>& value) {
  if (row.is_null(column)) return !value;
  return value && row.view(column) == *value;
}
bool holds(const Use& row, int column, const std::optional<bool>& value) {
  return row.maybe_flag(column) == value;
}
bool holds(const Use& row, int column, const std::optional<core::Timestamp>& value) {
  if (row.is_null(column) || !value) return row.is_null(column) && !value;
  const core::Timestamp::Text text = value->text();
  return row.view(column) == std::string_view(text.data(), text.size());
}

// Whether `row`, of kSelectThread, is alive and holds this record.
bool holds(const Use& row, const core::ThreadRecord& r) {
  return holds(row, 11, r.latest_message_timestamp) && holds(row, 0, r.status) && holds(row, 1, r.inbox_id) &&
         holds(row, 2, r.associated_contact_id) && holds(row, 3, r.associated_ticket_id) &&
         holds(row, 4, r.assigned_to) && holds(row, 5, r.original_channel_id) &&
         holds(row, 6, r.original_channel_account_id) && holds(row, 7, r.spam) && holds(row, 8, r.archived) &&
         holds(row, 9, r.created_at) && holds(row, 10, r.closed_at) &&
         holds(row, 12, r.latest_message_sent_timestamp) &&
         holds(row, 13, r.latest_message_received_timestamp) && holds(row, 14, r.extra) && row.is_null(16);
}

StoredThread read_thread(const Use& row, std::int64_t id) {
  StoredThread stored;
  core::ThreadRecord& r = stored.record;
  bool* const readable = &stored.readable;
  r.id = id;
  r.status = row.maybe_text(0);
  r.inbox_id = row.maybe_text(1);
  r.associated_contact_id = row.maybe_text(2);
  r.associated_ticket_id = row.maybe_text(3);
  r.assigned_to = row.maybe_text(4);
  r.original_channel_id = row.maybe_text(5);
  r.original_channel_account_id = row.maybe_text(6);
  r.spam = row.maybe_flag(7);
  r.archived = row.maybe_flag(8);
  r.created_at = row.maybe_time(9, readable);
  r.closed_at = row.maybe_time(10, readable);
  r.latest_message_timestamp = row.maybe_time(11, readable);
  r.latest_message_sent_timestamp = row.maybe_time(12, readable);
  r.latest_message_received_timestamp = row.maybe_time(13, readable);
  r.extra = row.maybe_text(14);
  stored.changed_at = row.maybe_time(15, readable).value_or(core::Timestamp());
  stored.deleted_at = row.maybe_text(16);
  return stored;
}

}  // namespace

ThreadTable::ThreadTable(SQLite::Database& database)
    : select_(database, sql::kSelectThread),
      insert_(database, sql::kInsertThread),
      update_(database, sql::kUpdateThread),
      mark_deleted_(database, sql::kMarkDeleted),
      insert_change_(database, sql::kInsertChange) {}

std::optional<StoredThread> ThreadTable::find(std::int64_t id) {
  Use row(select_, id);
  if (!row.step()) return std::nullopt;
  return read_thread(row, id);
}

MergeAction ThreadTable::apply(const core::ThreadRecord& record, const Observation& observation,
                               std::vector<Difference>* differences) {
  // A row that is not there need not be looked for first.
  if (expects_new_ && write(insert_, record, observation.observed_at) > 0) {
    if (differences != nullptr) differences->push_back(difference(std::nullopt, record));
    return MergeAction::kInsert;
  }
  const MergeAction action = merge_into_row(record, observation, differences);
  expects_new_ = action == MergeAction::kInsert;
  return action;
}

MergeAction ThreadTable::merge_into_row(const core::ThreadRecord& record, const Observation& observation,
                                        std::vector<Difference>* differences) {
  std::optional<StoredThread> stored;
  {
    Use row(select_, record.id);
    const bool is_known = row.step();
    if (is_known && holds(row, record)) return MergeAction::kUnchanged;  // nearly all, nearly always
    if (is_known) stored = read_thread(row, record.id);
  }
  const Merge decision = merge(stored, record, observation);
  if (decision.action == MergeAction::kInsert) write(insert_, record, observation.observed_at);
  if (decision.action == MergeAction::kUpdate) write(update_, record, observation.observed_at);
  for (const FieldChange& change : decision.changes) {
    record_change(record.id, change, observation.observed_at);
  }
  const bool written = decision.action == MergeAction::kInsert || decision.action == MergeAction::kUpdate;
  if (differences != nullptr && written) differences->push_back(difference(stored, record));
  return decision.action;
}

bool ThreadTable::mark_deleted(const Deletion& deletion, core::Timestamp observed_at) {
  if (Use(mark_deleted_, deletion.id, observed_at, deletion.evidence).run() == 0) return false;
  record_change(deletion.id, {"deleted_at", std::nullopt, observed_at.to_string()}, observed_at);
  return true;
}

int ThreadTable::write(SQLite::Statement& statement, const core::ThreadRecord& r,
                       core::Timestamp observed_at) {
  Use row(statement);
  const auto lend_time = [&](int index, std::size_t place, const std::optional<core::Timestamp>& time) {
    if (!time) return row.set(index, std::nullopt);
    const core::Timestamp::Text digits = time->text();
    times_.at(place).assign(digits.data(), digits.size());
    row.lend(index, times_.at(place));
  };
  row.set(1, r.id);
  row.lend(2, r.status);
  row.lend(3, r.inbox_id);
  row.lend(4, r.associated_contact_id);
  row.lend(5, r.associated_ticket_id);
  row.lend(6, r.assigned_to);
  row.lend(7, r.original_channel_id);
  row.lend(8, r.original_channel_account_id);
  row.set(9, r.spam);
  row.set(10, r.archived);
  lend_time(11, 0, r.created_at);
  lend_time(12, 1, r.closed_at);
  lend_time(13, 2, r.latest_message_timestamp);
  lend_time(14, 3, r.latest_message_sent_timestamp);
  lend_time(15, 4, r.latest_message_received_timestamp);
  row.lend(16, r.extra);
  lend_time(17, 5, observed_at);
  return row.run();
}

void ThreadTable::record_change(std::int64_t id, const FieldChange& change, core::Timestamp observed_at) {
  Use(insert_change_, id, change.field, change.old_value, change.new_value, observed_at).run();
}

}  // namespace threadmirror::storage
