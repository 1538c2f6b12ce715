// docs/COOKBOOK.md: every query in it, as it stands there, on the demo mirror.
//
// To write the answers anew after a change that is meant:
//   THREADMIRROR_WRITE_GOLDEN=1 build/release/test_docs -tc='*cookbook*'
#include <doctest/doctest.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/command_line.hpp"
#include "daemon/recipe_choice.hpp"
#include "storage/mirror_store.hpp"
#include "storage/recipe.hpp"
#include "tests/docs/asking.hpp"
#include "tests/docs/demo_mirror.hpp"
#include "tests/docs/help.hpp"
#include "tests/docs/still_time.hpp"
#include "tests/docs/worked_examples.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

namespace {

constexpr char kCookbook[] = "docs/COOKBOOK.md";

// The cookbook's machine stands in Berlin.
void live_in_berlin() {
  REQUIRE_MESSAGE(fs::exists("/usr/share/zoneinfo/Europe/Berlin"), "tzdata is missing: run script/bootstrap");
  setenv("TZ", "Europe/Berlin", 1);
  tzset();
}

// What a `threadmirror query @…` runs, as it is typed.
struct TypedQuery {
  std::string sql;
  std::vector<storage::Parameter> parameters;
  std::string format;
};

TypedQuery read_line(const std::string& line) {
  const std::vector<std::string> words = shell_words(line);
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  const auto parsed = daemon::parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  REQUIRE_MESSAGE(std::holds_alternative<daemon::Invocation>(parsed), line);
  const daemon::QueryOptions& options = std::get<daemon::Invocation>(parsed).query;
  REQUIRE_MESSAGE(daemon::names_recipe(options.sql), line);
  const storage::Recipe recipe = daemon::choose_recipe(options.sql, storage::all_recipes()).value();
  auto given = storage::parse_parameters(options.parameters).value();
  return {recipe.sql, storage::with_defaults(recipe, std::move(given)).value(), options.format};
}

std::string answer_to(const fs::path& database, const WorkedExample& example) {
  if (example.language != "sh") return ask(database, {example.question}, "table");
  const TypedQuery query = read_line(example.question);
  return ask(database, {query.sql, query.parameters}, query.format);
}

// A step of a query's plan, in the order in which SQLite tells them: parents first.
struct PlanStep {
  bool is_repeated = false;  // within a subquery that runs once for each row
  std::string words;
};

std::vector<PlanStep> plan_of(const fs::path& database, const TypedQuery& query) {
  const std::string sql = "EXPLAIN QUERY PLAN " + query.sql;
  std::istringstream lines(ask(database, {sql, query.parameters}));
  std::vector<PlanStep> plan;
  std::map<std::string, bool> repeats;  // by the step's id
  std::string id, parent, unused, words;
  std::getline(lines, words);  // the names of columns
  while (std::getline(lines, id, ',') && std::getline(lines, parent, ',') &&
         std::getline(lines, unused, ',') && std::getline(lines, words)) {
    plan.push_back({repeats[parent], words});
    repeats[id] = repeats[parent] || words.find("CORRELATED") != std::string::npos;
  }
  return plan;
}

std::vector<WorkedExample> all_examples(const std::string& document) {
  auto examples = worked_examples(document, "sql");
  for (WorkedExample& example : worked_examples(document, "sh")) examples.push_back(std::move(example));
  std::sort(examples.begin(), examples.end(),
            [](const WorkedExample& a, const WorkedExample& b) { return a.answer_at < b.answer_at; });
  return examples;
}

}  // namespace

TEST_CASE("the cookbook's answers are those of its queries, on the demo mirror") {
  live_in_berlin();
  const StillTime friday(demo_now());
  std::string document = source_text(kCookbook);
  auto examples = all_examples(document);
  const bool write = std::getenv("THREADMIRROR_WRITE_GOLDEN") != nullptr;
  for (auto example = examples.rbegin(); example != examples.rend();
       ++example) {  // from the end: places stay
    CAPTURE(example->heading);
    const std::string answer = answer_to(demo_mirror(), *example);
    CHECK_MESSAGE(answer.find("(0 rows)") == std::string::npos, "an answer without rows explains nothing");
    if (!write) CHECK(example->answer == answer);
    document.replace(example->answer_at, example->answer.size(), answer);
  }
  if (write) std::ofstream(fs::path(THREADMIRROR_SOURCE_TREE) / kCookbook, std::ios::binary) << document;
}

TEST_CASE("no query of the cookbook scans a table once for each row, or builds an index for itself") {
  std::size_t steps = 0;
  for (const WorkedExample& example : all_examples(source_text(kCookbook))) {
    CAPTURE(example.heading);
    const bool is_typed = example.language == "sh";
    const TypedQuery query = is_typed ? read_line(example.question) : TypedQuery{example.question, {}, ""};
    for (const PlanStep& step : plan_of(demo_mirror(), query)) {
      CAPTURE(step.words);
      ++steps;
      CHECK_FALSE((step.is_repeated && step.words.find("SCAN ") != std::string::npos));
      CHECK(step.words.find("AUTOMATIC") == std::string::npos);
    }
  }
  CHECK(steps > 40);
}

TEST_CASE("the cookbook has at least twenty questions, each with a query and its answer") {
  const std::string document = source_text(kCookbook);
  const auto examples = all_examples(document);
  Names answered;
  for (const WorkedExample& example : examples) answered.insert(example.heading);
  CHECK(answered == matches(document, "\n## ([^\n]*)"));
  CHECK(answered.size() >= 20);
  CHECK(blocks(document, "sql").size() + blocks(document, "sh").size() == examples.size());
}

TEST_CASE("the cookbook's queries have an answer on a mirror that was never filled, too") {
  live_in_berlin();
  const TempFolder folder;
  const core::SystemClock clock;
  core::NullLog log;
  storage::StoreOptions options;
  options.path = folder / "empty.db";
  REQUIRE(storage::MirrorStore::open(options, clock, log));
  for (const WorkedExample& example : all_examples(source_text(kCookbook))) {
    CAPTURE(example.heading);
    CHECK(answer_to(options.path, example) != "");
  }
}

TEST_CASE("the cookbook's backlog of today is what the view open_threads has") {
  const StillTime friday(demo_now());
  const auto examples = all_examples(source_text(kCookbook));
  const auto backlog = std::find_if(examples.begin(), examples.end(), [](const WorkedExample& example) {
    return example.heading == "How did the backlog develop?";
  });
  REQUIRE(backlog != examples.end());
  const auto first_row = [](const std::string& sql) {
    const std::string csv = ask(demo_mirror(), {sql});
    const std::size_t begin = csv.find('\n') + 1;
    return csv.substr(begin, csv.find('\n', begin) - begin);
  };
  CHECK(first_row(backlog->question) == first_row("SELECT date('now'), count(*) FROM open_threads"));
}
