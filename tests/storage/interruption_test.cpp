#include "storage/interruption.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

using namespace threadmirror::storage;

namespace {

constexpr char kLong[] =
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT count(*) FROM n";

int count(SQLite::Database& database) { return database.execAndGet(kLong).getInt(); }

}  // namespace

TEST_CASE("a long statement asks now and then, and ends when it should") {
  SQLite::Database database(":memory:");
  int asked = 0;
  const std::function<bool()> third_time = [&] { return ++asked == 3; };
  {
    const Interruption interruption(database.getHandle(), third_time);
    CHECK_THROWS_AS(count(database), SQLite::Exception);
  }
  CHECK(asked == 3);
  CHECK(count(database) == 200000);
  CHECK(asked == 3);
}

TEST_CASE("with nobody to ask, nothing ends") {
  SQLite::Database database(":memory:");
  const std::function<bool()> nobody;
  const Interruption interruption(database.getHandle(), nobody);
  CHECK(count(database) == 200000);
}
