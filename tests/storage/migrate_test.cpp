#include "storage/migrate.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <doctest/doctest.h>

#include <array>

#include "fixture.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;

namespace {

constexpr std::array<Migration, 2> kSteps{
    {{1, "0001_a.sql", "CREATE TABLE a (x INTEGER PRIMARY KEY);"},
     {2, "0002_b.sql", "CREATE TABLE b (y REFERENCES a (x)); INSERT INTO a VALUES (7);"}}};

int version(SQLite::Database& database) { return database.execAndGet("PRAGMA user_version").getInt(); }

}  // namespace

TEST_CASE("all steps run on a new database, in order, and none a second time") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  RecordingLog log;
  migrate(database, kSteps, log);
  CHECK(version(database) == 2);
  CHECK(log.count("database schema migrated") == 2);
  migrate(database, kSteps, log);
  CHECK(log.count("database schema migrated") == 2);
  CHECK(database.execAndGet("SELECT count(*) FROM a").getInt() == 1);
}

TEST_CASE("only the steps above the database's version run") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  RecordingLog log;
  migrate(database, std::span(kSteps).first(1), log);
  CHECK(version(database) == 1);
  migrate(database, kSteps, log);
  CHECK(version(database) == 2);
  CHECK(log.count("step=0001_a.sql") == 1);
}

// Fault 81.
TEST_CASE("a step that fails half-way leaves nothing of itself") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  RecordingLog log;
  const std::array<Migration, 2> steps{
      {kSteps[0], {2, "0002_bad.sql", "CREATE TABLE c (z); INSERT INTO nowhere VALUES (1);"}}};
  CHECK_THROWS_AS(migrate(database, steps, log), SQLite::Exception);
  CHECK(version(database) == 1);
  CHECK(database.tableExists("a"));
  CHECK_FALSE(database.tableExists("c"));
}

TEST_CASE("a step that leaves dangling references is undone") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  RecordingLog log;
  migrate(database, kSteps, log);
  const std::array<Migration, 3> steps{
      {kSteps[0], kSteps[1], {3, "0003_dangling.sql", "INSERT INTO b VALUES (8);"}}};
  CHECK_THROWS_WITH_AS(migrate(database, steps, log),
                       "migration 0003_dangling.sql leaves dangling rows in table b", SQLite::Exception);
  CHECK(version(database) == 2);
  CHECK(database.execAndGet("SELECT count(*) FROM b").getInt() == 0);
}

TEST_CASE("the newest version is that of the last step") {
  CHECK(newest_version(kSteps) == 2);
  CHECK(newest_version({}) == 0);
}
