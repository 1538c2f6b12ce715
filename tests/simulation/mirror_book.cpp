#include "tests/simulation/mirror_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "storage/difference.hpp"
#include "tests/simulation/row_text.hpp"

namespace threadmirror::simulation {

using enum Invariant;

namespace {

Text tail_watermark(const std::map<std::string, StreamRow>& streams) {
  const auto tail = streams.find("tail");
  return tail == streams.end() ? std::nullopt : tail->second.watermark;
}

}  // namespace

void MirrorBook::listen(sqlite3* connection) {
  const auto hook = [](void* self, int operation, const char*, const char* table, sqlite3_int64 rowid) {
    static_cast<MirrorBook*>(self)->take_write(table, operation == SQLITE_INSERT, rowid);
  };
  sqlite3_update_hook(connection, hook, this);
  connection_ = connection;
}

void MirrorBook::take_write(std::string_view table, bool is_insert, std::int64_t rowid) {
  if (table == "threads") writes_.threads.insert(rowid);
  if (table == "thread_changes") writes_.changes.push_back(rowid);
  if (table == "sync_runs") writes_.new_run = writes_.new_run || is_insert;
  if (table == "rejected_records") writes_.new_rejected = writes_.new_rejected || is_insert;
}

void MirrorBook::attach(DatabaseProbe& probe) {
  probe_ = &probe;
  const DatabaseProbe::Session session(probe);
  std::map<std::int64_t, MirrorRow> rows = probe.rows();
  std::map<std::string, StreamRow> streams = probe.streams();
  const std::int64_t changes = probe.count_changes();
  const bool is_known = rows == rows_ && streams == streams_ && changes == changes_;
  const bool is_fallback =
      synced_ && rows == synced_->rows && streams == synced_->streams && changes == synced_->changes;
  if (has_begun_ && !is_known && !is_fallback) {
    const std::string why = explain_after_crash(rows, streams);
    if (!why.empty()) referee_.report(kDurable, why);
    if (!synced_) synced_ = State{rows_, streams_, changes_};
  }
  has_begun_ = true;
  rows_ = std::move(rows);
  streams_ = std::move(streams);
  changes_ = changes;
  is_call_under_way_ = false;
  page_.reset();
  doubts_.clear();
  writes_ = {};
}

void MirrorBook::begin(const storage::PageCommit* page) {
  writes_ = {};
  changes_before_ = sqlite3_total_changes64(connection_);
  is_call_under_way_ = true;
  page_.reset();
  is_tail_ = page != nullptr && page->run && page->run->kind == storage::RunKind::kTail;
  may_change_streams_ = page == nullptr || !page->streams.empty();
  if (page != nullptr && remembers_) page_ = *page;
}

void MirrorBook::succeeded() {
  const DatabaseProbe::Session session(*probe_);
  std::map<std::int64_t, MirrorRow> written;
  for (const std::int64_t id : writes_.threads) {
    std::optional<MirrorRow> row = probe_->row(id);
    check_row(id, row);
    if (row) written.emplace(id, std::move(*row));
  }
  check_history(written);
  if (is_tail_ && writes_.new_run && writes_.threads.empty() && !writes_.new_rejected) {
    referee_.report(kQuiet, "a poll that changed nothing added a row to sync_runs");
  }
  if (may_change_streams_) check_streams();
  for (auto& [id, row] : written) rows_[id] = std::move(row);
  rows_written_ += static_cast<std::int64_t>(written.size());
  is_call_under_way_ = false;
  page_.reset();
  // Only frames that were written and synced have replaced those of calls that failed.
  if (sqlite3_total_changes64(connection_) != changes_before_) {
    doubts_.clear();
    synced_.reset();
  }
}

void MirrorBook::failed() {
  is_call_under_way_ = false;
  if (remembers_) doubts_.push_back(std::move(page_));
  page_.reset();
  for (const std::int64_t id : writes_.threads) {
    const auto known = rows_.find(id);
    const auto row = probe_->row(id);
    if (row != (known == rows_.end() ? std::nullopt : std::optional(known->second))) {
      referee_.report(kDurable, fmt::format("a commit failed, and yet thread {} is changed", id));
    }
  }
  if (probe_->streams() != streams_)
    referee_.report(kDurable, "a commit failed, and yet sync_state is changed");
}

void MirrorBook::check_row(std::int64_t id, const std::optional<MirrorRow>& row) {
  if (!row) {
    referee_.report(kDurable, fmt::format("the row of thread {} was removed", id));
    return;
  }
  const auto known = rows_.find(id);
  const bool is_new = known == rows_.end();
  const auto report = [&](Invariant invariant) {
    referee_.report(invariant, fmt::format("at {}: {}", now_().to_string(), to_text(*row)));
  };
  if (settled_) report(kSettled);
  const bool is_record_new = is_new || !(known->second.record == row->record);
  if (!is_record_new && known->second.deleted_at == row->deleted_at) report(kQuiet);
  if (is_record_new && !truth_.ever_looked(row->record)) report(kTruthful);
  const bool dies = row->deleted_at && (is_new || !known->second.deleted_at);
  if (dies && truth_.world().truth(id)) report(kTombstone);
}

void MirrorBook::check_history(const std::map<std::int64_t, MirrorRow>& written) {
  std::map<std::pair<std::int64_t, std::string>, Text> values;  // as the changes tell
  const auto before = [&](std::int64_t id, const std::string& field) -> std::optional<Text> {
    const auto known = rows_.find(id);
    if (known == rows_.end()) return std::nullopt;
    return tracked_value(known->second, field);
  };
  for (const std::int64_t rowid : writes_.changes) {
    ++changes_;
    const ChangeRow change = probe_->change(rowid);
    const auto key = std::pair(change.thread, change.field);
    const auto told = values.find(key);
    const auto current =
        told != values.end() ? std::optional(told->second) : before(change.thread, change.field);
    if (!current || *current != change.old_value || change.old_value == change.new_value) {
      referee_.report(kHistory, fmt::format("thread {}, {}: from {} to {}, but it was {}", change.thread,
                                            change.field, shown(change.old_value), shown(change.new_value),
                                            current ? shown(*current) : "not there"));
    }
    values[key] = change.new_value;
  }
  for (const auto& [id, row] : written) {
    for (const std::string_view field : kTrackedFields) {
      const auto told = values.find({id, std::string(field)});
      const auto last = told != values.end() ? std::optional(told->second) : before(id, std::string(field));
      if (last && *last != tracked_value(row, field)) {
        referee_.report(kHistory, fmt::format("thread {}, {}: the row says {}, the history {}", id, field,
                                              shown(tracked_value(row, field)), shown(*last)));
      }
    }
  }
}

void MirrorBook::check_streams() {
  std::map<std::string, StreamRow> streams = probe_->streams();
  const Text before = tail_watermark(streams_);
  const Text after = tail_watermark(streams);
  if (before && (!after || *after < *before)) {
    referee_.report(kWatermark, fmt::format("it fell from {} to {}", *before, shown(after)));
  }
  if (after && after != before && *after > now_().to_string()) {
    referee_.report(kWatermark, fmt::format("it is {}, but the time is {}", *after, now_().to_string()));
  }
  streams_ = std::move(streams);
}

std::optional<core::Timestamp> MirrorBook::watermark() const {
  const Text stored = tail_watermark(streams_);
  return stored ? core::Timestamp::parse(*stored) : std::nullopt;
}

std::string MirrorBook::explain_after_crash(const std::map<std::int64_t, MirrorRow>& rows,
                                            const std::map<std::string, StreamRow>& streams) const {
  std::string why = "a stopped process left another state than the acknowledged one";
  if (is_call_under_way_) why = compare_with_call(page_, rows, streams);
  for (const auto& doubt : doubts_) {
    if (why.empty()) break;
    if (compare_with_call(doubt, rows, streams).empty()) why.clear();
  }
  return why;
}

std::string MirrorBook::compare_with_call(const std::optional<storage::PageCommit>& page,
                                          const std::map<std::int64_t, MirrorRow>& rows,
                                          const std::map<std::string, StreamRow>& streams) const {
  if (!page) return rows == rows_ ? "" : "rows changed while no page was under way";
  std::map<std::int64_t, const core::ThreadRecord*> brought;
  for (const core::ThreadRecord& record : page->threads) brought[record.id] = &record;
  std::set<std::int64_t> deleted;
  for (const storage::Deletion& deletion : page->deletions) deleted.insert(deletion.id);
  for (const auto& [id, row] : rows_) {
    if (!rows.contains(id)) return fmt::format("thread {} is lost", id);
  }
  for (const auto& [id, row] : rows) {
    const auto known = rows_.find(id);
    if (known != rows_.end() && known->second == row) continue;
    const auto record = brought.find(id);
    const bool applied = record != brought.end() && *record->second == row.record;
    if (!applied && !(deleted.contains(id) && row.deleted_at)) {
      return fmt::format("a row that no commit brought: {}", to_text(row));
    }
  }
  for (const auto& [id, record] : brought) {
    const auto row = rows.find(id);
    if (row == rows.end()) return fmt::format("half a page: thread {} is missing", id);
    const bool is_held_back = row->second.record.latest_message_timestamp >= record->latest_message_timestamp;
    if (!(row->second.record == *record) && !is_held_back) {
      return fmt::format("half a page: thread {} is as before: {}", id, to_text(row->second));
    }
  }
  for (const storage::StreamState& state : page->streams) {
    const auto stored = streams.find(state.stream);
    const bool is_same = stored != streams.end() && stored->second.cursor == state.cursor &&
                         stored->second.in_progress == state.in_progress;
    if (!is_same) return "half a page: its rows are there, its checkpoint is not: " + state.stream;
  }
  return "";
}

std::string MirrorBook::differences() const {
  std::string text;
  std::set<std::int64_t> alive;
  fake_hubspot::TruthReader reader(truth_.world());
  while (const fake_hubspot::Thread* thread = reader.next()) {
    alive.insert(thread->id);
    const auto row = rows_.find(thread->id);
    if (row == rows_.end() || row->second.deleted_at) {
      text += fmt::format("\n  missing: {}", to_text(truth_.expected(*thread)));
    } else if (const auto fields = storage::compare_records(row->second.record, truth_.expected(*thread));
               !fields.empty()) {
      text += fmt::format("\n  different: {}", to_text(row->second));
      for (const auto& field : fields) {
        text += fmt::format("\n    {}: mirror {}, upstream {}", field.field, shown(field.mirror),
                            shown(field.upstream));
      }
    }
  }
  for (const auto& [id, row] : rows_) {
    if (!row.deleted_at && !alive.contains(id)) text += fmt::format("\n  extra: {}", to_text(row));
  }
  return text;
}

}  // namespace threadmirror::simulation
