// Secondary indexes of `threads` that wait until a mirror is filled. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

namespace threadmirror::storage {

// Keeping these indexes up to date row by row costs many times what making them from all rows costs. Both
// work within the caller's transaction and throw SQLite::Exception.
//
// Does nothing where the table has more than 10,000 rows: somebody may be asking for them.
void defer_indexes(SQLite::Database& database);
// Makes those that are missing: also after a crash between the two.
void build_indexes(SQLite::Database& database);
bool indexes_are_missing(SQLite::Database& database);

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
