#include "storage/recipe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/text.hpp"

namespace threadmirror::storage {
namespace {

constexpr std::string_view kComment = "-- ";

// Takes the first line, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

// "days = 7 -- how many days back".
std::optional<RecipeParameter> parse_recipe_parameter(std::string_view line) {
  const std::size_t dash = line.find(" -- ");
  if (dash == std::string_view::npos) return std::nullopt;
  RecipeParameter parameter;
  parameter.meaning = core::trim(line.substr(dash + 4));
  const std::string_view head = core::trim(line.substr(0, dash));
  const std::size_t equals = head.find('=');
  parameter.name = core::trim(head.substr(0, equals));
  if (equals != std::string_view::npos) parameter.default_value = core::trim(head.substr(equals + 1));
  if (!is_parameter_name(parameter.name) || parameter.meaning.empty()) return std::nullopt;
  return parameter;
}

bool is_count(const Value& value) {
  const auto* const number = std::get_if<std::int64_t>(&value);
  return number != nullptr && *number >= 0;
}

tl::unexpected<core::Error> refuse(const RecipeFile& file, std::string_view why) {
  return core::fail(core::ErrorCode::kConfig, fmt::format("the recipe {} {}", file.name, why));
}

}  // namespace

core::Result<Recipe> parse_recipe(const RecipeFile& file) {
  Recipe recipe;
  recipe.name = file.name;
  recipe.sql = file.text;
  std::string_view rest = file.text;
  const std::string_view first = take_line(rest);
  if (!first.starts_with(kComment)) return refuse(file, "does not begin with what it answers");
  recipe.answers = core::trim(first.substr(kComment.size()));
  while (rest.starts_with("-- :")) {
    const std::string_view line = take_line(rest);
    auto parameter = parse_recipe_parameter(line.substr(kComment.size() + 1));
    if (!parameter) return refuse(file, fmt::format("has a parameter that can't be read: {}", line));
    recipe.parameters.push_back(std::move(*parameter));
  }
  return recipe;
}

std::vector<Recipe> all_recipes() {
  std::vector<Recipe> recipes;
  for (const RecipeFile& file : embedded_recipes()) {
    if (auto recipe = parse_recipe(file)) recipes.push_back(std::move(*recipe));
  }
  return recipes;
}

core::Result<std::vector<Parameter>> with_defaults(const Recipe& recipe, std::vector<Parameter> given) {
  for (const RecipeParameter& parameter : recipe.parameters) {
    if (!parameter.default_value) continue;
    const Value standard = parse_value(*parameter.default_value);
    const auto one = std::find_if(given.begin(), given.end(), [&](const Parameter& candidate) {
      return candidate.name == parameter.name;
    });
    if (one == given.end()) {
      given.push_back({parameter.name, standard});
    } else if (std::holds_alternative<std::int64_t>(standard) && !is_count(one->value)) {
      return core::fail(
          core::ErrorCode::kUsage,
          fmt::format("the parameter {} of @{} wants a whole number, 0 or more", parameter.name, recipe.name),
          fmt::format("give, for example, --param {}={}: {}", parameter.name, *parameter.default_value,
                      parameter.meaning));
    }
  }
  return given;
}

}  // namespace threadmirror::storage
