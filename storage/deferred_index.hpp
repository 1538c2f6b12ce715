// The index of `threads` that waits until a mirror is filled. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

namespace threadmirror::storage {

// Every row is in the index threads_by_archived: keeping it up to date row by row costs many times what
// making it from all rows costs. (The other indexes hold few rows each, and cost next to nothing.) Both work
// within the caller's transaction and throw SQLite::Exception.
//
// Does nothing where the table has more than 10,000 rows: somebody may be asking for them.
void defer_index(SQLite::Database& database);
// Makes it where it is missing: also after a crash between the two.
void build_index(SQLite::Database& database);
bool index_is_missing(SQLite::Database& database);

// While it lives, SQLite sorts in temporary files, so that the memory for it does not grow with the mirror.
// Not within a transaction.
class SortInFiles {
 public:
  explicit SortInFiles(SQLite::Database& database);
  ~SortInFiles();
  SortInFiles(const SortInFiles&) = delete;
  SortInFiles& operator=(const SortInFiles&) = delete;

 private:
  SQLite::Database& database_;
};

}  // namespace threadmirror::storage
