// The index of `threads` that waits until a mirror is filled. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>

#include "storage/write_transaction.hpp"

namespace threadmirror::storage {

// Every row is in the index threads_by_archived: keeping it up to date row by row costs many times what
// making it from all rows costs. (The other indexes hold few rows each, and cost next to nothing.) This
// decides when a mirror that is being filled does without it; a small one never does, as changing the schema
// makes every connection prepare its statements anew.
class IndexDeferral {
 public:
  // `after`: how many rows must have come.
  explicit IndexDeferral(std::int64_t after) : after_(after) {}

  // The mirror is about to be filled. Does nothing where the table has more than 10,000 rows: somebody may be
  // asking for them. Throws SQLite::Exception.
  void allow(SQLite::Database& database);
  // So many rows came just now: drops the index once that were enough, within the caller's transaction. If
  // that fails the index stays, which is slower and not wrong. Throws SQLite::Exception.
  void rows_came(SQLite::Database& database, std::int64_t rows);
  // From now on the index stays.
  void end() { left_.reset(); }

 private:
  std::int64_t after_;
  std::optional<std::int64_t> left_;  // rows until it is dropped; none where it stays
};

// Makes the index where it is missing, also after a crash meanwhile, in a transaction of its own. Sorts in
// temporary files, so that the memory for it does not grow with the mirror; in memory where there is no room
// for those. Throws SQLite::Exception.
void build_index(SQLite::Database& database, TransactionStatements& transaction);

}  // namespace threadmirror::storage
