#include "storage/statement.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using namespace std::string_literals;

namespace {

struct Setup {
  SQLite::Database database{":memory:", SQLite::OPEN_READWRITE};
  SQLite::Statement echo{database, "SELECT ?1"};
};

}  // namespace

TEST_CASE("values of every kind come back as they were bound") {
  Setup setup;
  const auto text = [&](const auto& value) {
    Use row(setup.echo, value);
    REQUIRE(row.step());
    return row.maybe_text(0);
  };
  CHECK(text(std::int64_t{-5}) == "-5");
  CHECK(text(true) == "1");
  CHECK(text(std::optional<bool>(false)) == "0");
  CHECK(text("a\0b"s) == "a\0b"s);
  CHECK(text(std::string_view("view")) == "view");
  CHECK(text(at("2026-11-21T09:30:00.000Z")) == "2026-11-21T09:30:00.000Z");
  CHECK_FALSE(text(std::optional<std::string>()));
  CHECK_FALSE(text(std::nullopt));
}

TEST_CASE("NULL reads as empty and text that is no timestamp is told") {
  Setup setup;
  bool readable = true;
  {
    Use row(setup.echo, std::nullopt);
    REQUIRE(row.step());
    CHECK_FALSE(row.maybe_time(0, &readable));
    CHECK_FALSE(row.maybe_flag(0));
    CHECK_FALSE(row.maybe_real(0));
    CHECK(readable);
  }
  Use row(setup.echo, "yesterday"s);
  REQUIRE(row.step());
  CHECK_FALSE(row.maybe_time(0, &readable));
  CHECK_FALSE(readable);
}

TEST_CASE("a statement is ready for its next use after one that was left half-way or failed") {
  Setup setup;
  setup.database.exec("CREATE TABLE a (x CHECK (x > 0))");
  SQLite::Statement insert(setup.database, "INSERT INTO a VALUES (?1)");
  CHECK_THROWS_AS(Use(insert, std::int64_t{-1}).run(), SQLite::Exception);
  CHECK(Use(insert, std::int64_t{1}).run() == 1);
  CHECK(Use(insert, std::int64_t{2}).run() == 1);
  SQLite::Statement select(setup.database, "SELECT x FROM a ORDER BY x");
  for (int i = 0; i < 2; ++i) {
    Use row(select);
    REQUIRE(row.step());
    CHECK(row.integer(0) == 1);
  }
  CHECK_NOTHROW(setup.database.exec("DROP TABLE a"));
}
