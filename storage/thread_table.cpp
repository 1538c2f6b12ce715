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

MergeAction ThreadTable::apply(const core::ThreadRecord& record, const Observation& observation,
                               std::vector<Difference>* differences) {
  const std::optional<StoredThread> stored = find(record.id);
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

bool ThreadTable::mark_deleted(const Deletion& deletion, core::Timestamp observed_at,
                               std::optional<core::Timestamp> asked_at) {
  if (Use(mark_deleted_, deletion.id, observed_at, deletion.evidence, asked_at).run() == 0) return false;
  record_change(deletion.id, {"deleted_at", std::nullopt, observed_at.to_string()}, observed_at);
  return true;
}

void ThreadTable::write(SQLite::Statement& statement, const core::ThreadRecord& r,
                        core::Timestamp observed_at) {
  Use(statement, r.id, r.status, r.inbox_id, r.associated_contact_id, r.associated_ticket_id, r.assigned_to,
      r.original_channel_id, r.original_channel_account_id, r.spam, r.archived, r.created_at, r.closed_at,
      r.latest_message_timestamp, r.latest_message_sent_timestamp, r.latest_message_received_timestamp,
      r.extra, observed_at)
      .run();
}

void ThreadTable::record_change(std::int64_t id, const FieldChange& change, core::Timestamp observed_at) {
  Use(insert_change_, id, change.field, change.old_value, change.new_value, observed_at).run();
}

}  // namespace threadmirror::storage
