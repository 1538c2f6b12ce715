// What `query --list` prints.
#pragma once

#include <span>
#include <string>

#include "daemon/output/row_writer.hpp"
#include "daemon/output/text_sink.hpp"
#include "storage/recipe.hpp"

namespace threadmirror::daemon::output {

// "days=14, inbox=NULL"; a parameter without a default is "thread=?".
std::string parameter_words(const storage::Recipe& recipe);

// A row for each: its name with "@", its parameters with their defaults, what it answers. As a table, which
// is for people, it is a list that also tells what each parameter means. A reader that goes away ends it
// early.
void write_recipe_list(std::span<const storage::Recipe> recipes, RowFormat format,
                       const RowWriterOptions& options, TextSink& sink);

}  // namespace threadmirror::daemon::output
