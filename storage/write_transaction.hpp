// All or nothing. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <cerrno>

#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/statement.hpp"

namespace threadmirror::storage {

// The two statements that every transaction needs, prepared once for a connection.
class TransactionStatements {
 public:
  explicit TransactionStatements(SQLite::Database& database)
      : database_(database), begin_(database, sql::kBegin), commit_(database, sql::kCommit) {}

 private:
  friend class WriteTransaction;
  SQLite::Database& database_;
  SQLite::Statement begin_, commit_;
};

// `BEGIN IMMEDIATE` … `COMMIT`; rolls back where it goes without a commit, or where SQLite has not already.
class WriteTransaction {
 public:
  // Throws SQLite::Exception, also when the write lock is not to be had within the busy timeout.
  explicit WriteTransaction(TransactionStatements& statements) : statements_(statements) {
    Use(statements_.begin_).run();
  }
  ~WriteTransaction() {
    SQLite::Database& database = statements_.database_;
    if (sqlite3_get_autocommit(database.getHandle()) == 0) database.tryExec(sql::kRollback);
  }
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  // Throws CommitFailure; then nothing is committed.
  void commit() {
    errno = 0;
    try {
      Use(statements_.commit_).run();
    } catch (const SQLite::Exception& cause) {
      throw CommitFailure(cause, errno);
    }
  }

 private:
  TransactionStatements& statements_;
};

}  // namespace threadmirror::storage
