// The shells' completions against the program's own help: every command and option, and none that is not
// there.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <string>

#include "storage/recipe.hpp"
#include "storage/schema_words.hpp"
#include "tests/docs/help.hpp"

using namespace threadmirror::tests;

namespace {

// The lines that contain `text`.
std::string lines_with(const std::string& all, const std::string& text) {
  std::string found;
  for (std::size_t from = 0; from < all.size();) {
    const std::size_t end = std::min(all.find('\n', from), all.size());
    const std::string line = all.substr(from, end - from);
    if (line.find(text) != std::string::npos) found += line + "\n";
    from = end + 1;
  }
  return found;
}

// What bash offers behind "threadmirror [COMMAND]", one word a line.
std::string offered_by_bash(const std::string& command) {
  const std::string words = command.empty() ? "threadmirror ''" : "threadmirror " + command + " ''";
  const std::string line = "bash --norc -c \"source '" THREADMIRROR_SOURCE_TREE
                           "/docs/completions/threadmirror.bash'; COMP_WORDS=(" +
                           words + "); COMP_CWORD=" + (command.empty() ? "1" : "2") +
                           "; _threadmirror; printf '%s\\n' \\\"\\${COMPREPLY[@]}\\\"\"";
  std::FILE* shell = popen(line.c_str(), "r");
  REQUIRE(shell != nullptr);
  std::string text;
  std::array<char, 256> part{};
  while (std::fgets(part.data(), part.size(), shell) != nullptr) text += part.data();
  CHECK(pclose(shell) == 0);
  return text;
}

Names with_global(Names names) {
  names.merge(options_of(""));
  return names;
}

}  // namespace

TEST_CASE("the help lists commands and options") {
  CHECK(commands().count("backfill") == 1);
  CHECK(options_of("").count("config") == 1);
  CHECK(options_of("reconcile").count("dry-run") == 1);
}

TEST_CASE("bash completes every command and option") {
  const std::string first = offered_by_bash("");
  CHECK(matches(first, "(?:^|\n)([a-z]+)(?=\n)") == commands());
  CHECK(matches(first, "--(version)").size() == 1);
  for (const std::string& command : commands()) {
    CAPTURE(command);
    Names offered = matches(offered_by_bash(command), "--([a-z-]+)");
    CHECK(offered.erase("help") == 1);
    CHECK(offered == with_global(options_of(command)));
  }
}

TEST_CASE("every shell completes every recipe and no other") {
  Names recipes;
  for (const auto& recipe : threadmirror::storage::all_recipes()) recipes.insert(recipe.name);
  CHECK(matches(offered_by_bash("query"), "@([a-z-]+)") == recipes);
  CHECK(matches(source_text("docs/completions/_threadmirror"), "[( ]@([a-z-]+)") == recipes);
  CHECK(matches(source_text("docs/completions/threadmirror.fish"), "[' ]@([a-z-]+)") == recipes);
}

TEST_CASE("every shell completes every table and view and no other") {
  Names relations;
  for (const auto& relation : threadmirror::storage::schema_words()) relations.emplace(relation.name);
  const std::string zsh = source_text("docs/completions/_threadmirror");
  const std::size_t list = zsh.find("relations=(") + 11;
  REQUIRE(list > 11);
  CHECK(matches(zsh.substr(list, zsh.find(')', list) - list), "([a-z_]+)") == relations);
  for (const std::string command : {"schema", "export"}) {
    CAPTURE(command);
    CHECK(matches(offered_by_bash(command), "(?:^|\n)([a-z_]+)(?=\n)") == relations);
    const std::string fish =
        lines_with(lines_with(source_text("docs/completions/threadmirror.fish"), "from " + command + "'"),
                   "-d 'Table or view'");
    CHECK(matches(fish, "[' ]([a-z_]+)(?=[a-z_ ]*' -d 'Table)") == relations);
  }
}

TEST_CASE("zsh completes every command and option") {
  const std::string text = source_text("docs/completions/_threadmirror");
  CHECK(matches(text, "\n  '([a-z]+):") == commands());
  CHECK(matches(text, "\n  '--([a-z-]+)\\[") == options_of(""));
  CHECK(matches(text, "\n      ([a-z]+)\\) _arguments") == commands());
  for (const std::string& command : commands()) {
    CAPTURE(command);
    CHECK(matches(lines_with(text, "      " + command + ") _arguments $global"), "--([a-z-]+)\\[") ==
          options_of(command));
  }
}

TEST_CASE("fish completes every command and option") {
  const std::string text = source_text("docs/completions/threadmirror.fish");
  CHECK(matches(text, "__fish_use_subcommand -a ([a-z]+)") == commands());
  CHECK(matches(text, "\ncomplete -c threadmirror -l ([a-z-]+)") == options_of(""));
  Names named = matches(text, "__fish_seen_subcommand_from ([a-z]+)");
  for (const std::string& command : commands()) {
    CAPTURE(command);
    named.erase(command);
    CHECK(matches(lines_with(text, "__fish_seen_subcommand_from " + command + "'"), " -l ([a-z-]+)") ==
          options_of(command));
  }
  CHECK(named.empty());
}
