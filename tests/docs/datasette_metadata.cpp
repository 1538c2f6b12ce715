#include "tests/docs/datasette_metadata.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <string_view>

#include "core/json.hpp"
#include "storage/schema_words.hpp"

namespace threadmirror::tests {
namespace {

// Tables of the mirror's own; see schema_words.
constexpr std::array<std::string_view, 3> kHidden{"sync_state", "mirror_info", "sightings"};

std::string field(const storage::RecipeParameter& parameter) {
  std::string name = ":" + parameter.name;
  if (!parameter.default_value) return name;
  if (*parameter.default_value == "NULL") return "nullif(" + name + ", '')";
  return "CAST(coalesce(nullif(" + name + ", ''), " + *parameter.default_value + ") AS INTEGER)";
}

std::string default_words(const storage::RecipeParameter& parameter) {
  if (!parameter.default_value) return "";
  return *parameter.default_value == "NULL" ? "; empty: all" : "; empty: " + *parameter.default_value;
}

void write_relation(core::JsonWriter& json, const storage::RelationWords& relation) {
  json.key(relation.name).begin_object();
  json.key("description").value(relation.meaning);
  if (std::find(kHidden.begin(), kHidden.end(), relation.name) != kHidden.end())
    json.key("hidden").value(true);
  json.key("columns").begin_object();
  for (const storage::ColumnWords& column : storage::all_columns(relation)) {
    json.key(column.name)
        .value(std::string(column.meaning) + " (" + std::string(to_string(column.kind)) + ")");
  }
  json.end_object().end_object();
}

void write_query(core::JsonWriter& json, const storage::Recipe& recipe) {
  std::string description;
  for (const storage::RecipeParameter& parameter : recipe.parameters) {
    description += (description.empty() ? "" : ". ") + parameter.name + ": " + parameter.meaning +
                   default_words(parameter);
  }
  json.key(recipe.name).begin_object();
  json.key("title").value(recipe.answers);
  if (!description.empty()) json.key("description").value(description);
  json.key("sql").value(datasette_sql(recipe));
  json.end_object();
}

}  // namespace

std::string datasette_sql(const storage::Recipe& recipe) {
  std::string sql = std::regex_replace(recipe.sql, std::regex("(^|\n)--[^\n]*(?=\n)"), "");
  sql.erase(0, sql.find_first_not_of('\n'));
  sql.erase(sql.find_last_not_of('\n') + 1);
  for (const storage::RecipeParameter& parameter : recipe.parameters) {
    sql = std::regex_replace(sql, std::regex(":" + parameter.name + "\\b"), field(parameter));
  }
  return sql;
}

std::string datasette_metadata() {
  core::JsonWriter json(core::JsonWriter::Style::kPretty);
  json.begin_object().key("title").value("HubSpot conversation threads");
  json.key("databases").begin_object().key("threadmirror").begin_object();
  json.key("tables").begin_object();
  for (const storage::RelationWords& relation : storage::schema_words()) write_relation(json, relation);
  json.end_object();
  json.key("queries").begin_object();
  for (const storage::Recipe& recipe : storage::all_recipes()) write_query(json, recipe);
  json.end_object().end_object().end_object().end_object();
  return std::string(json.text()) + "\n";
}

}  // namespace threadmirror::tests
