// docs/READERS.md and docs/readers/: what is given to other tools fits the schema and runs on the demo
// mirror.
//
// To write docs/readers/datasette.json anew after a change of the schema's words or of a recipe:
//   THREADMIRROR_WRITE_GOLDEN=1 build/release/test_docs -tc='*Datasette*'
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "storage/recipe.hpp"
#include "storage/schema_words.hpp"
#include "tests/docs/asking.hpp"
#include "tests/docs/datasette_metadata.hpp"
#include "tests/docs/demo_mirror.hpp"
#include "tests/docs/help.hpp"
#include "tests/docs/still_time.hpp"
#include "tests/docs/worked_examples.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

namespace {

const fs::path kTree = THREADMIRROR_SOURCE_TREE;

// As Datasette does it: a form's fields are texts, and a field that nobody filled is an empty one.
std::vector<storage::Parameter> form(const storage::Recipe& recipe, const std::string& text) {
  std::vector<storage::Parameter> fields;
  for (const storage::RecipeParameter& parameter : recipe.parameters)
    fields.push_back({parameter.name, text});
  return fields;
}

// The queries of the document's section on Grafana, the plugin's macros replaced as its manual says.
std::vector<std::string> panels() {
  const std::string text = source_text("docs/READERS.md");
  std::vector<std::string> queries;
  for (std::string sql : blocks(text.substr(text.find("\n## Grafana\n")), "sql")) {
    const std::int64_t to = demo_now().unix_ms();
    constexpr std::int64_t kWeek = 7 * 86'400'000;
    sql = std::regex_replace(sql, std::regex(R"(\$__from\b)"), std::to_string(to - kWeek));
    sql = std::regex_replace(sql, std::regex(R"(\$__to\b)"), std::to_string(to));
    sql = std::regex_replace(sql, std::regex(R"(\$__unixEpochGroupSeconds\((\w+), (\d+)\))"),
                             "cast(($1 / $2) as int) * $2");
    queries.push_back(sql);
  }
  return queries;
}

std::string printed_by(const std::string& command) {
  std::FILE* shell = popen(command.c_str(), "r");
  REQUIRE(shell != nullptr);
  std::string text;
  std::array<char, 256> part{};
  while (std::fgets(part.data(), part.size(), shell) != nullptr) text += part.data();
  CHECK(pclose(shell) == 0);
  return text;
}

}  // namespace

TEST_CASE("the file for Datasette has every table, view, column and recipe, in the program's words") {
  const fs::path file = kTree / "docs/readers/datasette.json";
  if (std::getenv("THREADMIRROR_WRITE_GOLDEN") != nullptr) std::ofstream(file) << datasette_metadata();
  CHECK(source_text("docs/readers/datasette.json") == datasette_metadata());
}

TEST_CASE("in Datasette a field left empty counts as the recipe's default, and a number comes as text") {
  const StillTime friday(demo_now());
  for (const storage::Recipe& recipe : storage::all_recipes()) {
    CAPTURE(recipe.name);
    const std::string sql = datasette_sql(recipe);
    CHECK(sql.find("--") == std::string::npos);
    std::vector<storage::Parameter> given;
    for (const storage::RecipeParameter& parameter : recipe.parameters) {
      if (!parameter.default_value) given.push_back({parameter.name, std::int64_t{12977643864}});
    }
    const auto defaults = storage::with_defaults(recipe, given).value();
    const std::string expected = ask(demo_mirror(), {recipe.sql, defaults});
    const std::string text = given.empty() ? "" : "12977643864";
    CHECK(ask(demo_mirror(), {sql, form(recipe, text)}) == expected);
  }
}

TEST_CASE("in Datasette a filled field counts") {
  const StillTime friday(demo_now());
  for (const storage::Recipe& recipe : storage::all_recipes()) {
    if (recipe.name != "oldest-open") continue;
    const std::string csv = ask(demo_mirror(), {datasette_sql(recipe), form(recipe, "3")});
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 3);
  }
}

TEST_CASE("each panel for Grafana has rows, of a time series one an instant") {
  const StillTime friday(demo_now());
  const auto queries = panels();
  REQUIRE(queries.size() >= 4);
  int series = 0;
  for (const std::string& sql : queries) {
    CAPTURE(sql);
    CHECK(sql.find('$') == std::string::npos);
    const std::string csv = ask(demo_mirror(), {sql});
    CHECK(std::count(csv.begin(), csv.end(), '\n') > 1);
    if (!csv.starts_with("time,")) continue;
    ++series;
    const std::string table = "(" + sql + ")";
    CHECK(ask(demo_mirror(),
              {"SELECT count(*) = count(DISTINCT time), count(*) >= 7, min(typeof(time)) FROM " + table}) ==
          ask(demo_mirror(), {"SELECT 1 AS \"count(*) = count(DISTINCT time)\", 1 AS \"count(*) >= 7\", "
                              "'integer' AS \"min(typeof(time))\""}));
  }
  CHECK(series == 2);
}

TEST_CASE("the script for Python prints what the view says") {
  REQUIRE_MESSAGE(std::system("command -v python3 >/dev/null") == 0,
                  "python3 is missing: run script/bootstrap");
  const std::string command = "python3 '" + (kTree / "docs/readers/report.py").string() + "' '" +
                              demo_mirror().string() + "' 2>/dev/null";
  CHECK(printed_by(command) ==
        ask(demo_mirror(),
            {"SELECT inbox_id, open_threads, awaiting_reply FROM inbox_summary ORDER BY 2 DESC, 1"}));
}

TEST_CASE("pgloader's file makes a time of every time, and of nothing else") {
  const std::string text = source_text("docs/readers/postgresql.load");
  Names times;
  for (const storage::RelationWords& relation : storage::schema_words()) {
    if (relation.name != "threads" && relation.name != "thread_changes") continue;
    for (const storage::ColumnWords& column : storage::all_columns(relation)) {
      if (column.kind == storage::ColumnKind::kInstant)
        times.insert(std::string(relation.name) + "." + std::string(column.name));
    }
  }
  CHECK(matches(text, "column ([a-z_.]+) to timestamptz") == times);
  CHECK(matches(text, "'([a-z_]+)'") == Names{"threads", "thread_changes"});
}
