#include "storage/write_transaction.hpp"

#include <SQLiteCpp/Column.h>
#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;

namespace {

SQLite::Database connect(const TempFolder& folder) {
  return SQLite::Database(folder.database().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
}

}  // namespace

TEST_CASE("a transaction without a commit leaves nothing and ends") {
  const TempFolder folder;
  SQLite::Database database = connect(folder);
  {
    TransactionStatements statements(database);
    const WriteTransaction transaction(statements);
    database.exec("CREATE TABLE a (x)");
  }
  CHECK_FALSE(database.tableExists("a"));
  CHECK(sqlite3_get_autocommit(database.getHandle()) != 0);
}

TEST_CASE("a committed transaction stays, and the next one can begin") {
  const TempFolder folder;
  SQLite::Database database = connect(folder);
  {
    TransactionStatements statements(database);
    WriteTransaction transaction(statements);
    database.exec("CREATE TABLE a (x)");
    transaction.commit();
  }
  CHECK(database.tableExists("a"));
  TransactionStatements statements(database);
  WriteTransaction next(statements);
  CHECK_NOTHROW(next.commit());
}

TEST_CASE("the write lock is taken at the beginning, so that a second writer is refused there") {
  const TempFolder folder;
  SQLite::Database first = connect(folder), second = connect(folder);
  TransactionStatements of_first(first), of_second(second);
  const WriteTransaction transaction(of_first);
  CHECK_THROWS_AS(WriteTransaction{of_second}, SQLite::Exception);
}

TEST_CASE("a commit that fails is rolled back and tells so") {
  const TempFolder folder;
  SQLite::Database database = connect(folder);
  database.exec(
      "PRAGMA foreign_keys = ON; CREATE TABLE a (x INTEGER PRIMARY KEY);"
      "CREATE TABLE b (y REFERENCES a (x) DEFERRABLE INITIALLY DEFERRED)");
  {
    TransactionStatements statements(database);
    WriteTransaction transaction(statements);
    database.exec("INSERT INTO b VALUES (1)");
    CHECK_THROWS_AS(transaction.commit(), CommitFailure);
  }
  CHECK(database.execAndGet("SELECT count(*) FROM b").getInt() == 0);
  CHECK(sqlite3_get_autocommit(database.getHandle()) != 0);
}
