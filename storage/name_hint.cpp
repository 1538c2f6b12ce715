#include "storage/name_hint.hpp"

#include <vector>

#include "core/suggestion.hpp"
#include "storage/schema_words.hpp"

namespace threadmirror::storage {
namespace {

// As SQLite begins its messages; the name follows, perhaps behind that of its table.
constexpr std::string_view kNoTable = "no such table: ";
constexpr std::string_view kNoColumn = "no such column: ";
constexpr std::string_view kHelp = "`threadmirror schema` tells all tables and columns";

std::vector<std::string_view> relation_names() {
  std::vector<std::string_view> names;
  for (const RelationWords& relation : schema_words()) names.push_back(relation.name);
  return names;
}

std::vector<std::string_view> column_names() {
  std::vector<std::string_view> names;
  for (const RelationWords& relation : schema_words()) {
    for (const ColumnWords& column : relation.columns) names.push_back(column.name);
  }
  return names;
}

// Joined by commas.
std::string owners_of(std::string_view column_name) {
  std::string owners;
  for (const RelationWords& relation : schema_words()) {
    for (const ColumnWords& column : relation.columns) {
      if (column.name == column_name) owners += (owners.empty() ? "" : ", ") + std::string(relation.name);
    }
  }
  return owners;
}

}  // namespace

std::string name_hint(std::string_view complaint) {
  const bool is_table = complaint.starts_with(kNoTable);
  if (!is_table && !complaint.starts_with(kNoColumn)) return {};
  std::string_view name = complaint.substr(is_table ? kNoTable.size() : kNoColumn.size());
  name.remove_prefix(name.rfind('.') + 1);
  if (is_table) return core::did_you_mean(name, relation_names(), kHelp);
  const std::string owners = owners_of(name);
  if (!owners.empty()) return "it is a column of " + owners + "; " + std::string(kHelp);
  return core::did_you_mean(name, column_names(), kHelp);
}

}  // namespace threadmirror::storage
