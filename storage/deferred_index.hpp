// The index of `threads` that waits until a mirror is filled. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include "storage/write_transaction.hpp"

namespace threadmirror::storage {

// Every row is in the index threads_by_archived: keeping it up to date row by row costs many times what
// making it from all rows costs. (The other indexes hold few rows each, and cost next to nothing.)
//
// Drops it, within the caller's transaction. Does nothing where the table has more than 10,000 rows: somebody
// may be asking for them. Throws SQLite::Exception.
void defer_index(SQLite::Database& database);
// Makes it where it is missing, also after a crash between the two, in a transaction of its own. Sorts in
// temporary files, so that the memory for it does not grow with the mirror; in memory where there is no room
// for those. Throws SQLite::Exception.
void build_index(SQLite::Database& database, TransactionStatements& transaction);

}  // namespace threadmirror::storage
