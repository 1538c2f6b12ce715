// docs/readers/datasette.json, made from the words that the program has for its schema and its recipes.
#pragma once

#include <string>

#include "storage/recipe.hpp"

namespace threadmirror::tests {

// The recipe's statement as Datasette can run it: an empty field of its form counts as the parameter's
// default, and what comes as text counts as the number that it is. Without the comments at its head.
std::string datasette_sql(const storage::Recipe& recipe);

// The whole file.
std::string datasette_metadata();

}  // namespace threadmirror::tests
