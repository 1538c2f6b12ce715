// The tables `threads` and `thread_changes`. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/thread_record.hpp"
#include "storage/merge.hpp"
#include "storage/sync_types.hpp"

namespace threadmirror::storage {

// Reads and writes rows within the caller's transaction. Everything throws SQLite::Exception.
class ThreadTable {
 public:
  explicit ThreadTable(SQLite::Database& database);

  std::optional<StoredThread> find(std::int64_t id);
  // Merges one record into its row and writes what follows from it. Adds to `differences`, where given, what
  // the row had otherwise.
  MergeAction apply(const core::ThreadRecord& record, const Observation& observation,
                    std::vector<Difference>* differences = nullptr);
  // Sets a tombstone; false where the thread is unknown or has one already.
  bool mark_deleted(const Deletion& deletion, core::Timestamp observed_at);

 private:
  // Returns the number of rows written.
  int write(SQLite::Statement& statement, const core::ThreadRecord& record, core::Timestamp observed_at);
  MergeAction merge_into_row(const core::ThreadRecord& record, const Observation& observation,
                             std::vector<Difference>* differences);
  void record_change(std::int64_t id, const FieldChange& change, core::Timestamp observed_at);

  SQLite::Statement select_, insert_, update_, mark_deleted_, insert_change_;
  bool expects_new_ = true;           // the last record was new: so is probably the next one
  std::array<std::string, 6> times_;  // of the row that is being written
};

}  // namespace threadmirror::storage
