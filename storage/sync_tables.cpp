#include "storage/sync_tables.hpp"

#include "storage/sql.hpp"
#include "storage/statement.hpp"

namespace threadmirror::storage {
namespace {

StreamState read_stream(const Use& row) {
  StreamState state;
  state.stream = row.text(0);
  state.watermark = row.maybe_time(1);
  state.cursor = row.maybe_text(2);
  state.in_progress = row.integer(3) != 0;
  state.started_at = row.maybe_time(4);
  state.finished_at = row.maybe_time(5);
  state.pages = row.integer(6);
  state.threads = row.integer(7);
  state.restarts = row.integer(8);
  return state;
}

}  // namespace

StreamTable::StreamTable(SQLite::Database& database)
    : select_(database, sql::kSelectStreams),
      save_(database, sql::kSaveStream),
      forget_(database, sql::kForgetStream) {}

std::optional<StreamState> StreamTable::find(std::string_view name) {
  Use row(select_, name);
  if (!row.step()) return std::nullopt;
  return read_stream(row);
}

std::vector<StreamState> StreamTable::all() {
  std::vector<StreamState> states;
  Use row(select_, std::nullopt);
  while (row.step()) states.push_back(read_stream(row));
  return states;
}

void StreamTable::save(const StreamState& s, core::Timestamp now) {
  Use(save_, s.stream, s.watermark, s.cursor, s.in_progress, s.started_at, s.finished_at, s.pages, s.threads,
      s.restarts, now)
      .run();
}

void StreamTable::forget(std::string_view name) { Use(forget_, name).run(); }

RunTable::RunTable(SQLite::Database& database)
    : database_(database),
      insert_(database, sql::kInsertRun),
      continue_(database, sql::kContinueRun),
      end_(database, sql::kEndRun),
      interrupt_(database, sql::kInterruptOpenRuns),
      prune_(database, sql::kPruneRuns) {}

bool RunTable::update(const Run& run, std::optional<std::string_view> outcome,
                      const std::optional<std::string>& error) {
  if (!run.id) return false;
  const RunCounters& c = run.counters;
  if (!outcome && !error && !run.finished_at) {
    return Use(continue_, *run.id, c.requests, c.pages, c.threads_seen, c.inserted, c.updated, c.unchanged,
               c.deleted, c.rejected)
               .run() > 0;
  }
  return Use(end_, *run.id, c.requests, c.pages, c.threads_seen, c.inserted, c.updated, c.unchanged,
             c.deleted, c.rejected, run.finished_at, outcome, error)
             .run() > 0;
}

std::int64_t RunTable::save(const Run& run) {
  std::optional<std::string_view> outcome;
  if (run.outcome) outcome = to_string(*run.outcome);
  std::optional<std::string> error;
  if (!run.error.empty()) error = run.error;
  if (update(run, outcome, error)) return *run.id;
  const RunCounters& c = run.counters;
  Use(insert_, to_string(run.kind), run.started_at, run.finished_at, outcome, c.requests, c.pages,
      c.threads_seen, c.inserted, c.updated, c.unchanged, c.deleted, c.rejected, error)
      .run();
  return database_.getLastInsertRowid();
}

int RunTable::interrupt_open_runs(core::Timestamp now) { return Use(interrupt_, now).run(); }
void RunTable::prune(core::Timestamp before) { Use(prune_, before).run(); }

RejectedTable::RejectedTable(SQLite::Database& database)
    : save_(database, sql::kSaveRejected), prune_(database, sql::kPruneRejected) {}

bool RejectedTable::save(std::string_view listing, const core::RejectedRecord& rejected,
                         core::Timestamp now) {
  Use row(save_, listing, rejected.record, rejected.reason, now);
  const bool is_new = row.step() && row.integer(0) == 1;
  row.run();
  return is_new;
}

void RejectedTable::prune(core::Timestamp before) { Use(prune_, before).run(); }

InfoTable::InfoTable(SQLite::Database& database)
    : select_(database, sql::kSelectInfo),
      save_(database, sql::kSaveInfo),
      remove_(database, sql::kRemoveInfo) {}

std::optional<std::string> InfoTable::find(std::string_view key) {
  Use row(select_, key);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

void InfoTable::save(std::string_view key, const std::optional<std::string>& value) {
  if (value) {
    Use(save_, key, *value).run();
  } else {
    Use(remove_, key).run();
  }
}

}  // namespace threadmirror::storage
