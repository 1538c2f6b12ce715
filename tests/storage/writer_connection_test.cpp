#include "storage/writer_connection.hpp"

#include <SQLiteCpp/Column.h>
#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;
using std::chrono::milliseconds;

namespace {

SQLite::Database writer(const TempFolder& folder) {
  write_file(folder.database(), "");
  SQLite::Database database = open_for_writing(folder.database(), milliseconds(0));
  enable_log(database);
  return database;
}

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

}  // namespace

TEST_CASE("the writer's connection is durable and bounded") {
  const TempFolder folder;
  SQLite::Database database = writer(folder);
  CHECK(database.execAndGet("PRAGMA journal_mode").getString() == "wal");
  CHECK(pragma(database, "synchronous") == 2);
  CHECK(pragma(database, "cache_size") == -2048);
  CHECK(pragma(database, "mmap_size") == 0);
  CHECK(pragma(database, "wal_autocheckpoint") == 0);
  CHECK(pragma(database, "journal_size_limit") == 8388608);
}

TEST_CASE("the log and its shared memory stay after a close and the log is empty") {
  const TempFolder folder;
  {
    SQLite::Database database = writer(folder);
    database.exec("CREATE TABLE a (x); INSERT INTO a VALUES (1)");
    CHECK(truncate_log(database));
  }
  CHECK(listing(folder.path()) == "threadmirror.db threadmirror.db-shm threadmirror.db-wal");
  CHECK(std::filesystem::file_size(folder.database().string() + "-wal") == 0);
}

TEST_CASE("a log that a reader needs is not cut and the busy timeout is as before") {
  const TempFolder folder;
  SQLite::Database database = writer(folder);
  database.setBusyTimeout(1234);
  database.exec("CREATE TABLE a (x)");
  SQLite::Database reader(folder.database().string(), SQLite::OPEN_READONLY);
  reader.exec("BEGIN; SELECT * FROM a");
  database.exec("INSERT INTO a VALUES (1)");
  CHECK_FALSE(truncate_log(database));
  CHECK(pragma(database, "busy_timeout") == 1234);
  reader.exec("COMMIT");
  CHECK(truncate_log(database));
}

TEST_CASE("a close before the log is enabled leaves a log of others alone") {
  const TempFolder folder;
  const auto log = folder.database().string() + "-wal";
  { execute(folder.database(), "PRAGMA journal_mode = WAL; CREATE TABLE a (x)"); }
  const std::string before = read_file(log);
  REQUIRE_FALSE(before.empty());
  {
    SQLite::Database database = open_for_writing(folder.database(), milliseconds(0));
    CHECK(database.tableExists("a"));
  }
  CHECK(read_file(log) == before);
}
