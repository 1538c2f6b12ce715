// Read-only access for people: status and free SQL.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "storage/parameter.hpp"
#include "storage/value.hpp"

namespace threadmirror::storage {

// A statement, and what it is run with.
struct Question {
  std::string_view sql;
  std::span<const Parameter> parameters = {};
  // Asked every few milliseconds while the statement runs; true ends it. Empty: nobody ends it.
  std::function<bool()> should_stop = {};
};

// Called with the column names.
using HeaderHandler = std::function<void(const std::vector<std::string>&)>;
// Called for each row in order; false ends the query early, which is no error.
using RowHandler = std::function<bool(const std::vector<Value>&)>;

// The latest run of a kind, as `sync_runs` has it.
struct RunSummary {
  std::int64_t id = 0;
  std::string kind;
  std::string started_at;
  std::optional<std::string> finished_at;
  std::optional<std::string> outcome;
  std::int64_t requests = 0, pages = 0, threads_seen = 0, inserted = 0, updated = 0, unchanged = 0,
               deleted = 0, rejected = 0;
  std::optional<std::string> error;
};

// The one row of the view `sync_status`; the names are its columns.
struct SyncStatus {
  std::string health;  // current, catching_up, stalled, attention
  std::string cause;   // in words; empty when current
  std::optional<std::string> portal_id, watermark, last_poll_at, last_reconcile_at, last_archived_sweep_at,
      last_active_sweep_at, backfill_filled_at, backfill_completed_at, quota_pause;
  std::optional<double> lag_seconds;
  bool backfill_complete = false;
  std::int64_t threads = 0, open_threads = 0, archived_threads = 0, deleted_threads = 0, rejected_records = 0;
};

// Where rows that must be sorted wait for their turn: in memory, or, where they may be any number, in
// temporary files, which no other process sees.
enum class Sorting { kInMemory, kInFiles };

// A read-only connection: it takes no write lock, the file can't be changed through it, and it creates no
// file beside it. It works while the daemon writes, after a clean stop, after a crash, and without write
// access to the file or its folder. One thread at a time, except `interrupt`.
class MirrorReader {
 public:
  // Opens an existing mirror. kDatabaseMissing (also for a file that has no schema yet), kDatabaseForeign,
  // kDatabaseNewer, kDatabaseCorrupt, kIo.
  static core::Result<std::unique_ptr<MirrorReader>> open(const std::filesystem::path& path,
                                                          Sorting sorting = Sorting::kInMemory);
  virtual ~MirrorReader() = default;

  virtual core::Result<SyncStatus> status() = 0;
  // The latest run of each kind, newest first.
  virtual core::Result<std::vector<RunSummary>> latest_runs() = 0;
  // The value of a key in `mirror_info`; nothing where there is none.
  virtual core::Result<std::optional<std::string>> info(std::string_view key) = 0;

  // Runs exactly one statement that only reads (kSql says why another was refused: several statements, a
  // write, ATTACH, a syntax error with its position; kUsage where parameters and statement do not match).
  // `on_header` gets the column names before the first row. kCancelled where `should_stop` or `interrupt`
  // ended it.
  virtual core::Status query(const Question& question, const HeaderHandler& on_header,
                             const RowHandler& on_row) = 0;
  // The same for a statement without parameters.
  core::Status query(std::string_view sql, const HeaderHandler& on_header, const RowHandler& on_row) {
    return query(Question{sql}, on_header, on_row);
  }
  // `PRAGMA quick_check` and the foreign-file tests; the findings, none when sound.
  virtual core::Result<std::vector<std::string>> quick_check() = 0;
  // Ends a running query with kCancelled. Any thread, and from a signal's handler coroutine.
  virtual void interrupt() = 0;
};

}  // namespace threadmirror::storage
