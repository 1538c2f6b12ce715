// All or nothing. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <cerrno>

#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"

namespace threadmirror::storage {

// `BEGIN IMMEDIATE` … `COMMIT`; rolls back where it goes without a commit, or where SQLite has not already.
class WriteTransaction {
 public:
  // Throws SQLite::Exception, also when the write lock is not to be had within the busy timeout.
  explicit WriteTransaction(SQLite::Database& database) : database_(database) { database_.exec(sql::kBegin); }
  ~WriteTransaction() {
    if (sqlite3_get_autocommit(database_.getHandle()) == 0) database_.tryExec(sql::kRollback);
  }
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  // Throws CommitFailure; then nothing is committed.
  void commit() {
    errno = 0;
    try {
      database_.exec(sql::kCommit);
    } catch (const SQLite::Exception& cause) {
      throw CommitFailure(cause, errno);
    }
  }

 private:
  SQLite::Database& database_;
};

}  // namespace threadmirror::storage
