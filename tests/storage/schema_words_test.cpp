// The words about the schema against the schema itself: nothing without words, no words about nothing.
#include "storage/schema_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "fixture.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

struct NewMirror {
  NewMirror() { World world(folder.database()); }
  TempFolder folder;

  void fill() const {
    // Threads that wait, one that was closed twice, and a poll that ended.
    World(folder.database()).commit(threads(1, 4));
    execute(folder.database(),
            "UPDATE threads SET inbox_id = '7' WHERE id = 1;"
            "UPDATE threads SET status = 'CLOSED', closed_at = '2026-11-21T09:00:00.000Z' WHERE id = 4;"
            "INSERT INTO thread_changes VALUES (4, 'status', 'CLOSED', 'OPEN', '2026-11-20T09:00:00.000Z'),"
            " (4, 'status', 'OPEN', 'CLOSED', '2026-11-21T09:00:00.000Z');"
            "INSERT INTO sync_state VALUES ('tail', NULL, NULL, 0, NULL, '2026-11-21T09:00:00.000Z', 1, 1, 0,"
            " '2026-11-21T09:00:00.000Z');");
  }
  std::vector<std::string> query(const std::string& statement) const {
    return lines(sql(folder.database(), statement));
  }
};

}  // namespace

TEST_CASE("each table and view of the schema has words, and no other") {
  const NewMirror mirror;
  std::map<std::string, std::string> named;
  for (const RelationWords& relation : schema_words()) {
    CAPTURE(relation.name);
    CHECK(relation.meaning.ends_with('.'));
    CHECK(named.emplace(relation.name, relation.is_view ? "view" : "table").second);
  }
  std::map<std::string, std::string> real;
  for (const std::string& line : mirror.query(
           "SELECT name || '|' || type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
           "'sqlite_%'")) {
    real.emplace(line.substr(0, line.find('|')), line.substr(line.find('|') + 1));
  }
  CHECK(named == real);
}

TEST_CASE("each column has words, in the schema's order, and no other") {
  const NewMirror mirror;
  for (const RelationWords& relation : schema_words()) {
    CAPTURE(relation.name);
    std::vector<std::string> named;
    for (const ColumnWords& column : all_columns(relation)) {
      CAPTURE(column.name);
      CHECK_FALSE(column.meaning.empty());
      CHECK_FALSE(column.meaning.ends_with('.'));
      named.emplace_back(column.name);
    }
    CHECK(named == mirror.query("SELECT name FROM pragma_table_info('" + std::string(relation.name) +
                                "') ORDER BY cid"));
  }
}

TEST_CASE("a table's column is said to be what it is declared as") {
  const NewMirror mirror;
  for (const RelationWords& relation : schema_words()) {
    if (relation.is_view) continue;
    for (const ColumnWords& column : relation.columns) {
      CAPTURE(relation.name);
      CAPTURE(column.name);
      const auto declared = mirror.query("SELECT type FROM pragma_table_info('" + std::string(relation.name) +
                                         "') WHERE name = '" + std::string(column.name) + "'");
      CHECK(declared == std::vector<std::string>{std::string(sql_type(column.kind))});
    }
  }
}

TEST_CASE("a view's column holds what it is said to hold, and seconds are told from other numbers") {
  const NewMirror mirror;
  mirror.fill();
  for (const RelationWords& relation : schema_words()) {
    if (!relation.is_view) continue;
    for (const ColumnWords& column : relation.columns) {
      CAPTURE(relation.name);
      CAPTURE(column.name);
      std::string type(sql_type(column.kind));
      std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
      const std::string name(column.name);
      const auto found = mirror.query("SELECT DISTINCT typeof(" + name + ") FROM " +
                                      std::string(relation.name) + " WHERE " + name + " IS NOT NULL");
      const bool may_be_empty = column.kind == ColumnKind::kText || column.kind == ColumnKind::kInstant;
      if (!found.empty() || !may_be_empty) CHECK(found == std::vector<std::string>{type});
      CHECK((to_string(column.kind) == "seconds") == column.name.ends_with("_seconds"));
    }
  }
}

TEST_CASE("all rows of a table or view have an order, and but for events and counts need no sorting for it") {
  const NewMirror mirror;
  mirror.fill();
  for (const RelationWords& relation : schema_words()) {
    CAPTURE(relation.name);
    const std::string statement = select_all(relation);
    std::string plan;
    for (const std::string& step : mirror.query("EXPLAIN QUERY PLAN " + statement)) plan += step + "\n";
    const bool is_summary = relation.name == "thread_events" || relation.name == "daily_activity" ||
                            relation.name == "assignee_load" || relation.name == "inbox_summary" ||
                            relation.name == "sync_status";
    CHECK_MESSAGE((is_summary || plan.find("TEMP B-TREE") == std::string::npos), plan);
    const std::string keys =
        "SELECT count(*) FROM (SELECT DISTINCT " + std::string(relation.order) + " FROM ";
    const std::string name(relation.name);
    CHECK(mirror.query("SELECT count(*) FROM " + name) == mirror.query(keys + name + ")"));
  }
}

TEST_CASE("the words are about the newest schema") {
  const NewMirror mirror;
  CHECK(mirror.query("PRAGMA user_version") == std::vector<std::string>{std::to_string(schema_version())});
}

TEST_CASE("an instant's name ends with at, since, timestamp or is the watermark") {
  for (const RelationWords& relation : schema_words()) {
    for (const ColumnWords& column : relation.columns) {
      CAPTURE(column.name);
      const bool sounds_so = column.name.ends_with("_at") || column.name.ends_with("_since") ||
                             column.name.ends_with("_timestamp") || column.name == "watermark";
      CHECK((column.kind == ColumnKind::kInstant) == sounds_so);
    }
  }
}
