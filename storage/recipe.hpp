// Prepared queries, by name. Each is a file of storage/recipes/, embedded at build time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "storage/parameter.hpp"

namespace threadmirror::storage {

struct RecipeParameter {
  std::string name;                          // without the colon
  std::optional<std::string> default_value;  // as parse_value reads it; nothing: the user must give one
  std::string meaning;                       // without a full stop at the end
};

struct Recipe {
  std::string name;     // "awaiting-reply": the file's name without ".sql"
  std::string answers;  // one line: what it tells, without a full stop at the end
  std::vector<RecipeParameter> parameters;
  std::string sql;  // the whole file, comments included
};

// A recipe's file.
struct RecipeFile {
  std::string_view name;  // as in Recipe
  std::string_view text;
};

// Reads a recipe. It begins with comment lines: first what it answers, then one for each parameter, as
// "-- :days = 7 -- how many days back", or "-- :thread -- its number" where there is no default. Further
// comment lines are for those who read the file. kConfig where it begins otherwise.
core::Result<Recipe> parse_recipe(const RecipeFile& file);

// All files, sorted by name. Lives as long as the program.
std::span<const RecipeFile> embedded_recipes();

// All recipes, sorted by name.
std::vector<Recipe> all_recipes();

// What the recipe is run with: `given`, and the default of each of its parameters that is not in there.
// kUsage where a number is wanted, as its default is one, and `given` has something else or a negative one.
core::Result<std::vector<Parameter>> with_defaults(const Recipe& recipe, std::vector<Parameter> given);

}  // namespace threadmirror::storage
