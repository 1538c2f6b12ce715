# threadmirror_embed_sql(OUTPUT FILES...): writes a C++ source that holds each SQL file as a string literal.
#
# The generated source defines `threadmirror::storage::embedded_migrations()`, declared in storage/migrations.hpp.
# A file's number is its name's leading digits (0001_threads.sql is 1).
function(threadmirror_embed_sql output)
  set(entries "")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    file(READ "${file}" text)
    get_filename_component(name "${file}" NAME)
    string(REGEX MATCH "^[0-9]+" number "${name}")
    math(EXPR number "${number}")
    string(APPEND entries "    {${number}, \"${name}\", R\"sql(${text})sql\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${output}" CONTENT
"// Generated from migrations/*.sql at configure time.
#include \"storage/migrations.hpp\"

namespace threadmirror::storage {
std::span<const Migration> embedded_migrations() {
  static constexpr Migration kMigrations[] = {
@entries@  };
  return kMigrations;
}
}  // namespace threadmirror::storage
" @ONLY)
endfunction()

# threadmirror_embed_recipes(OUTPUT FILES...): the same for the prepared queries, sorted as given.
#
# The generated source defines `threadmirror::storage::embedded_recipes()`, declared in storage/recipe.hpp. A
# recipe's name is its file's name without ".sql".
function(threadmirror_embed_recipes output)
  set(entries "")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    file(READ "${file}" text)
    get_filename_component(name "${file}" NAME_WE)
    string(APPEND entries "    {\"${name}\", R\"sql(${text})sql\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${output}" CONTENT
"// Generated from storage/recipes/*.sql at configure time.
#include \"storage/recipe.hpp\"

namespace threadmirror::storage {
std::span<const RecipeFile> embedded_recipes() {
  static constexpr RecipeFile kRecipes[] = {
@entries@  };
  return kRecipes;
}
}  // namespace threadmirror::storage
" @ONLY)
endfunction()
