#include "storage/single_statement.hpp"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace std::string_literals;

namespace {

std::string verdict(std::string_view sql) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  const auto prepared = prepare_single(database.getHandle(), sql);
  if (!prepared) return prepared.error().message();
  return sqlite3_sql(prepared->get());
}

}  // namespace

TEST_CASE("one statement passes with white space, comments and semicolons around it") {
  CHECK(verdict("SELECT 1") == "SELECT 1");
  CHECK(verdict("SELECT 1;").starts_with("SELECT 1"));
  CHECK(verdict(" ;; /* a */ ; SELECT 1 ; -- end\n /* more */ ;; ").find("SELECT 1") != std::string::npos);
  CHECK(verdict("SELECT 1 -- no newline at the end") != "");
  CHECK(verdict("SELECT ';' /* ; SELECT 2 */").starts_with("SELECT ';'"));
}

TEST_CASE("several statements are refused, also when the second is nonsense") {
  CHECK(verdict("SELECT 1; SELECT 2") == "the SQL holds more than one statement");
  CHECK(verdict("SELECT 1; nonsense") == "the SQL holds more than one statement");
  CHECK(verdict("SELECT 1;; -- c\n SELECT 2") == "the SQL holds more than one statement");
}

TEST_CASE("no statement at all is refused") {
  CHECK(verdict("") == "the SQL holds no statement");
  CHECK(verdict(" \n\t ") == "the SQL holds no statement");
  CHECK(verdict("-- only a comment") == "the SQL holds no statement");
  CHECK(verdict("/* open") == "the SQL holds no statement");
  CHECK(verdict(";;;") == "the SQL holds no statement");
}

TEST_CASE("a NUL byte is refused instead of ending the SQL silently") {
  CHECK(verdict("SELECT 1\0; DROP TABLE x"s) == "the SQL contains a NUL byte");
}

TEST_CASE("a syntax error is told with its position in the whole text") {
  CHECK(verdict("SELECT 1 FORM x").find("syntax error at line 1, column 15") != std::string::npos);
  CHECK(verdict(";\n;  SELECT\n  é, FROM x").find("syntax error at line 3, column 6") != std::string::npos);
}

TEST_CASE("a position counts lines and characters from one") {
  CHECK(position_of("abc", 0) == "line 1, column 1");
  CHECK(position_of("a\nüb", 4) == "line 2, column 2");
  CHECK(position_of("ab", 99) == "line 1, column 3");
}
