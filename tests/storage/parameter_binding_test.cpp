#include "storage/parameter_binding.hpp"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "storage/single_statement.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using Parameters = std::vector<Parameter>;

namespace {

// The only cell of the result, or the message and the mend of the refusal.
std::string cell(const std::string& sql, const Parameters& parameters) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  const auto statement = prepare_single(database.getHandle(), sql);
  REQUIRE(statement);
  if (const auto bound = bind_parameters(statement->get(), parameters); !bound) {
    CHECK(bound.error().code() == core::ErrorCode::kUsage);
    return bound.error().message() + " | " + bound.error().mend();
  }
  REQUIRE(sqlite3_step(statement->get()) == SQLITE_ROW);
  return reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 0));
}

}  // namespace

TEST_CASE("values are bound with their type to every place of their name") {
  const Parameters all{
      {"n", {}}, {"i", std::int64_t{1}}, {"r", 1.5}, {"t", std::string("a\0b", 3)}, {"b", Blob{"x"}}};
  CHECK(cell("SELECT typeof(:n) || ' ' || typeof($i) || ' ' || typeof(@r) || ' ' || typeof(:t) || ' ' || "
             "typeof(:b) || ' ' || length(CAST(:t AS BLOB))",
             all) == "null integer real text blob 3");
  CHECK(cell("SELECT :x || $x || @x", {{"x", std::int64_t{7}}}) == "777");
  CHECK(cell("SELECT 'plain'", {}) == "plain");
}

TEST_CASE("a parameter that the statement lacks is named beside those that it has") {
  CHECK(cell("SELECT :days + $limit", {{"dyas", std::int64_t{1}}}) ==
        "the statement has no parameter \"dyas\" | did you mean \"days\"? the statement has :days, $limit");
  CHECK(cell("SELECT 1", {{"days", std::int64_t{1}}}) ==
        "the statement has no parameter \"days\" | the statement has no parameters");
}

TEST_CASE("a place without a value is named with the way to give one") {
  CHECK(cell("SELECT :a + :b + @c", {{"b", std::int64_t{1}}}) ==
        "no value is given for :a, @c; the statement has :a, :b, @c | give --param a=VALUE --param c=VALUE");
  CHECK(cell("SELECT :a", {}) == "no value is given for :a | give --param a=VALUE");
}

TEST_CASE("places without a name are refused") {
  for (const char* sql : {"SELECT ?", "SELECT ?2", "SELECT :a + ?"}) {
    CAPTURE(sql);
    CHECK(cell(sql, {{"a", std::int64_t{1}}}).find("without a name") != std::string::npos);
  }
}
