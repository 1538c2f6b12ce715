#include "storage/comparison_tables.hpp"

#include <SQLiteCpp/Column.h>
#include <doctest/doctest.h>

#include <limits>

#include "fixture.hpp"
#include "storage/reader_connection.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using namespace std::string_literals;

namespace {

SQLite::Database open_with_tables(const TempFolder& folder) {
  { World world(folder.database()); }
  SQLite::Database database = open_for_reading(folder.database()).value();
  ComparisonTables::create(database);
  return database;
}

struct Setup {
  TempFolder folder;
  SQLite::Database database = open_with_tables(folder);
  ComparisonTables tables{database};
};

// A difference in every column.
Difference in_every_column(std::int64_t id) {
  core::ThreadRecord empty;
  empty.id = id;
  core::ThreadRecord full = thread(id);
  full.closed_at = at("2026-11-21T12:00:00.000Z");
  return {id, DifferenceKind::kDifferent, compare_records(empty, full)};
}

}  // namespace

TEST_CASE("an id is new once") {
  Setup setup;
  for (const std::int64_t id : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0}, std::int64_t{7}}) {
    CHECK(setup.tables.note_listed(id));
    CHECK_FALSE(setup.tables.note_listed(id));
  }
}

TEST_CASE("a suspect with a difference in every column comes back as it was saved") {
  Setup setup;
  const Difference all = in_every_column(5);
  REQUIRE(all.fields.size() == 15);
  setup.tables.save(all);
  CHECK(setup.tables.suspects(0, 10) == std::vector{all});
}

// Faults 45, 53.
TEST_CASE("values keep NUL bytes, quotes, emptiness and NULL") {
  Setup setup;
  const Difference odd{1,
                       DifferenceKind::kDifferent,
                       {{"status", "a\0b"s, "'); DROP TABLE threads"}, {"extra", "", std::nullopt}}};
  setup.tables.save(odd);
  CHECK(setup.tables.suspects(0, 10) == std::vector{odd});
}

TEST_CASE("suspects come in the order of their ids, from the first one asked for, as many as are wanted") {
  Setup setup;
  const Difference low{-3, DifferenceKind::kMissing, {}};
  const Difference middle{4, DifferenceKind::kExtra, {}};
  const Difference high{90, DifferenceKind::kMissing, {}};
  for (const Difference& suspect : {high, low, middle}) setup.tables.save(suspect);
  CHECK(setup.tables.suspects(std::numeric_limits<std::int64_t>::min(), 10) ==
        std::vector{low, middle, high});
  CHECK(setup.tables.suspects(-3, 2) == std::vector{low, middle});
  CHECK(setup.tables.suspects(-2, 10) == std::vector{middle, high});
  CHECK(setup.tables.suspects(91, 10).empty());
}

TEST_CASE("a forgotten suspect is gone with its fields and can be saved anew") {
  Setup setup;
  setup.tables.save(in_every_column(5));
  setup.tables.forget(5);
  CHECK(setup.tables.suspects(0, 10).empty());
  const Difference later{5, DifferenceKind::kDifferent, {{"status", "OPEN", "CLOSED"}}};
  setup.tables.save(later);
  CHECK(setup.tables.suspects(0, 10) == std::vector{later});
  setup.tables.forget(6);
}

TEST_CASE("the tables live in a temporary file with a small cache, and the mirror can't be written") {
  Setup setup;
  CHECK(setup.database.execAndGet("PRAGMA temp_store").getInt() == 1);
  CHECK(setup.database.execAndGet("PRAGMA temp.cache_size").getInt() == -2048);
  CHECK(setup.database.execAndGet("PRAGMA temp.journal_mode").getString() == "memory");
  CHECK_THROWS_AS(setup.database.exec("DELETE FROM main.threads"), SQLite::Exception);
  CHECK_THROWS_AS(setup.database.exec("CREATE TABLE main.more (x)"), SQLite::Exception);
}
