// The manual pages against what they tell of: the command line, the settings, the schema.
#include <doctest/doctest.h>

#include <regex>
#include <string>

#include "config/key_table.hpp"
#include "docs/manual/schema_page.hpp"
#include "docs/manual/settings_page.hpp"
#include "storage/recipe.hpp"
#include "storage/schema_words.hpp"
#include "tests/docs/help.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

constexpr char kDate[] = "November 22, 2026";

// threadmirror(1), its dashes as they are read.
std::string program_page() {
  return std::regex_replace(source_text("docs/manual/threadmirror.1.in"), std::regex(R"(\\-)"), "-");
}

// What stands behind ".It Cm COMMAND", up to the next entry.
std::string entry(const std::string& page, const std::string& command) {
  const std::size_t start = page.find("\n.It Cm " + command);
  REQUIRE(start != std::string::npos);
  return page.substr(start, std::min(page.find("\n.It", start + 1), page.find("\n.El", start)) - start);
}

bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("threadmirror(1) has every command with its options, and no other") {
  const std::string page = program_page();
  CHECK(matches(page, "\n.It Cm ([a-z]+)") == commands());
  Names global = matches(page, "\n.It Fl -([a-z-]+)");
  global.erase("version");
  CHECK(global == options_of(""));
  for (const std::string& command : commands()) {
    CAPTURE(command);
    CHECK(matches(entry(page, command), " -([a-z][a-z-]+)") == options_of(command));
  }
}

TEST_CASE("threadmirror(1) has every recipe with its parameters, and no other") {
  const std::string page = program_page();
  const std::string section =
      page.substr(page.find(".Sh RECIPES"), page.find(".Sh ENVIRONMENT") - page.find(".Sh RECIPES"));
  std::string expected;
  for (const storage::Recipe& recipe : storage::all_recipes()) {
    expected += ".It Li @" + recipe.name + "\n" + recipe.answers + ".\n";
    for (const storage::RecipeParameter& parameter : recipe.parameters) {
      expected += ".Ic " + parameter.name + " Ns :\n" + parameter.meaning +
                  (parameter.default_value ? " (" + *parameter.default_value + ").\n" : "; must be given.\n");
    }
  }
  CHECK(section.substr(section.find(".It")) == expected + ".El\n");
}

TEST_CASE("threadmirror(1) has every exit status that the help names") {
  const std::string page = program_page();
  const std::string status = page.substr(page.find(".Sh EXIT STATUS"));
  for (const char* code : {"0", "1", "64", "65", "69", "70", "73", "74", "75", "77", "78"}) {
    CAPTURE(code);
    CHECK(std::regex_search(status, std::regex(std::string("\\.It ([0-9]+ , )?") + code + "( |\n)")));
  }
}

TEST_CASE("threadmirror.toml(5) has every key with its default") {
  const std::string page = manual::settings_page(kDate);
  for (const config::Key& key : config::all_keys()) {
    CAPTURE(key.full_name());
    CHECK(holds(page, ".Ss [" + std::string(key.section) + "]\n"));
    CHECK(holds(page, ".It Ic " + std::string(key.name) + "\n"));
  }
  CHECK(holds(page, "Takes an integer, from 1 to 500.\nDefault:\n.Li 500\n"));
  CHECK(holds(page, "Default:\n.Li \\(dq30s\\(dq\n"));
}

TEST_CASE("threadmirror-schema(7) has every table, view and column") {
  const std::string page = manual::schema_page(kDate);
  for (const storage::RelationWords& relation : storage::schema_words()) {
    CAPTURE(relation.name);
    CHECK(holds(page, ".Ss " + std::string(relation.name) + " ("));
    for (const storage::ColumnWords& column : relation.columns) {
      CHECK(holds(page, ".It Ic " + std::string(column.name) + " Pq "));
    }
  }
  CHECK(holds(page, "HubSpot's\n.Li inboxId .\n"));
}
