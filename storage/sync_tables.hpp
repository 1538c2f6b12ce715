// The small tables beside `threads`: sync_state, sync_runs, rejected_records, mirror_info. Internal to
// storage/.
//
// They read and write within the caller's transaction. Everything throws SQLite::Exception.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/thread_record.hpp"
#include "core/timestamp.hpp"
#include "storage/sync_types.hpp"

namespace threadmirror::storage {

class StreamTable {
 public:
  explicit StreamTable(SQLite::Database& database);
  std::optional<StreamState> find(std::string_view name);
  std::vector<StreamState> all();
  // Writes the row unless it holds all this already. The watermark never falls.
  void save(const StreamState& state, core::Timestamp now);
  void forget(std::string_view name);

 private:
  SQLite::Statement select_, save_, forget_;
};

class RunTable {
 public:
  explicit RunTable(SQLite::Database& database);
  // Writes the run's row and returns its id, a new one where it has none or was pruned. What a run that has
  // not ended says of its end is left as it is.
  std::int64_t save(const Run& run);
  // Ends the runs that a crash left open; returns how many there were.
  int interrupt_open_runs(core::Timestamp now);
  void prune(core::Timestamp before);

 private:
  bool update(const Run& run, std::optional<std::string_view> outcome,
              const std::optional<std::string>& error);

  SQLite::Database& database_;
  SQLite::Statement insert_, continue_, end_, interrupt_, prune_;
};

class RejectedTable {
 public:
  explicit RejectedTable(SQLite::Database& database);
  // Keeps a record, or counts it once more. True where it is new in its listing.
  bool save(std::string_view listing, const core::RejectedRecord& rejected, core::Timestamp now);
  void prune(core::Timestamp before);

 private:
  SQLite::Statement save_, prune_;
};

class InfoTable {
 public:
  explicit InfoTable(SQLite::Database& database);
  std::optional<std::string> find(std::string_view key);
  // Writes the entry unless it holds already; removes it where there is no value.
  void save(std::string_view key, const std::optional<std::string>& value);

 private:
  SQLite::Statement select_, save_, remove_;
};

}  // namespace threadmirror::storage
