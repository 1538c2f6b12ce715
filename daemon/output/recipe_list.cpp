#include "daemon/output/recipe_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace threadmirror::daemon::output {
namespace {

std::string one_parameter(const storage::RecipeParameter& parameter) {
  return parameter.name + "=" + parameter.default_value.value_or("?");
}

// One line for the recipe, one for each parameter.
std::string paragraph(const storage::Recipe& recipe, std::size_t name_width, std::size_t parameter_width) {
  std::string text = fmt::format("{:<{}}  {}\n", "@" + recipe.name, name_width, recipe.answers);
  for (const storage::RecipeParameter& parameter : recipe.parameters) {
    text += fmt::format("{:<{}}  --param {:<{}}  {}\n", "", name_width, one_parameter(parameter),
                        parameter_width, parameter.meaning);
  }
  return text;
}

void write_paragraphs(std::span<const storage::Recipe> recipes, TextSink& sink) {
  std::size_t name_width = 0, parameter_width = 0;
  for (const storage::Recipe& recipe : recipes) {
    name_width = std::max(name_width, recipe.name.size() + 1);
    for (const storage::RecipeParameter& parameter : recipe.parameters) {
      parameter_width = std::max(parameter_width, one_parameter(parameter).size());
    }
  }
  for (const storage::Recipe& recipe : recipes) sink.write(paragraph(recipe, name_width, parameter_width));
  sink.flush();
}

}  // namespace

std::string parameter_words(const storage::Recipe& recipe) {
  std::string words;
  for (const storage::RecipeParameter& parameter : recipe.parameters) {
    words += (words.empty() ? "" : ", ") + one_parameter(parameter);
  }
  return words;
}

void write_recipe_list(std::span<const storage::Recipe> recipes, RowFormat format,
                       const RowWriterOptions& options, TextSink& sink) {
  if (format == RowFormat::kTable) return write_paragraphs(recipes, sink);
  const auto writer = create_row_writer(format, options, sink);
  bool open = writer->header({"recipe", "parameters", "answers"});
  for (const storage::Recipe& recipe : recipes) {
    open = open && writer->row({"@" + recipe.name, parameter_words(recipe), recipe.answers});
  }
  if (open) writer->end();
}

}  // namespace threadmirror::daemon::output
