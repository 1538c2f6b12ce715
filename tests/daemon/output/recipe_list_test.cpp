#include "daemon/output/recipe_list.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

std::vector<storage::Recipe> two_recipes() {
  std::vector<storage::Recipe> recipes(2);
  recipes[0].name = "history";
  recipes[0].answers = "What happened";
  recipes[0].parameters = {{"thread", std::nullopt, "its number"}, {"days", "14", "how many"}};
  recipes[1].name = "now";
  recipes[1].answers = "What is";
  return recipes;
}

std::string listed(RowFormat format) {
  StringSink sink;
  write_recipe_list(two_recipes(), format, {}, sink);
  CHECK(sink.flushes > 0);
  return sink.text;
}

}  // namespace

TEST_CASE("for people each recipe is a paragraph with its parameters") {
  CHECK(listed(RowFormat::kTable) ==
        "@history  What happened\n"
        "          --param thread=?  its number\n"
        "          --param days=14   how many\n"
        "@now      What is\n");
}

TEST_CASE("for programs each recipe is a row") {
  CHECK(listed(RowFormat::kCsv) ==
        "recipe,parameters,answers\r\n@history,\"thread=?, days=14\",What happened\r\n@now,\"\",What is\r\n");
}

TEST_CASE("a reader of the list that leaves ends it quietly") {
  StringSink sink;
  sink.limit = 10;
  write_recipe_list(two_recipes(), RowFormat::kCsv, {}, sink);
  CHECK(sink.text.size() <= 10);
}

}  // namespace threadmirror::tests
