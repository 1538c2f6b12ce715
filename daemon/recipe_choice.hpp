// Which recipe a user means.
#pragma once

#include <span>
#include <string_view>

#include "core/result.hpp"
#include "storage/recipe.hpp"

namespace threadmirror::daemon {

// Whether `query` was given a recipe's name, "@awaiting-reply", in place of SQL: no statement begins so.
bool names_recipe(std::string_view argument);

// The recipe of that name. kUsage with the nearest name, or with all of them, where there is none.
core::Result<storage::Recipe> choose_recipe(std::string_view argument,
                                            std::span<const storage::Recipe> recipes);

}  // namespace threadmirror::daemon
