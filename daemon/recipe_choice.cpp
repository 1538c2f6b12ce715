#include "daemon/recipe_choice.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/suggestion.hpp"

namespace threadmirror::daemon {

bool names_recipe(std::string_view argument) { return argument.starts_with('@'); }

core::Result<storage::Recipe> choose_recipe(std::string_view argument,
                                            std::span<const storage::Recipe> recipes) {
  const std::string_view name = argument.substr(1);
  std::vector<std::string_view> names;
  for (const storage::Recipe& recipe : recipes) {
    if (recipe.name == name) return recipe;
    names.push_back(recipe.name);
  }
  return core::fail(core::ErrorCode::kUsage, "there is no recipe \"" + std::string(name) + "\"",
                    core::did_you_mean(name, names, "`threadmirror query --list` tells them all"));
}

}  // namespace threadmirror::daemon
