#include "daemon/recipe_choice.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace threadmirror;
using namespace threadmirror::daemon;

namespace {

std::vector<storage::Recipe> two_recipes() {
  std::vector<storage::Recipe> recipes(2);
  recipes[0].name = "awaiting-reply";
  recipes[1].name = "freshness";
  return recipes;
}

}  // namespace

TEST_CASE("an at sign begins a recipe's name, and no statement") {
  CHECK(names_recipe("@freshness"));
  CHECK(names_recipe("@"));
  CHECK_FALSE(names_recipe("SELECT @a"));
  CHECK_FALSE(names_recipe("-"));
  CHECK_FALSE(names_recipe(""));
}

TEST_CASE("a recipe is found by its whole name") {
  CHECK(choose_recipe("@freshness", two_recipes()).value().name == "freshness");
}

TEST_CASE("an unknown name is refused with the nearest, and with the way to all") {
  for (const auto& [name, mend] :
       {std::pair{"@freshnes", "did you mean \"freshness\"? `threadmirror query --list`"},
        {"@awaiting", "did you mean \"awaiting-reply\"? `threadmirror query --list`"},
        {"@zzz", "`threadmirror query --list`"},
        {"@", "`threadmirror query --list`"}}) {
    CAPTURE(name);
    const auto chosen = choose_recipe(name, two_recipes());
    REQUIRE_FALSE(chosen);
    CHECK(chosen.error().code() == core::ErrorCode::kUsage);
    CHECK(chosen.error().mend().starts_with(mend));
  }
}
