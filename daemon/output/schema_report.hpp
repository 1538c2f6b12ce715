// What the command `schema` prints: tables, views and columns with their meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "daemon/output/table.hpp"
#include "storage/schema_words.hpp"

namespace threadmirror::daemon::output {

enum class SchemaFormat { kText, kMarkdown, kJson };

// kUsage, with the nearest name as the mend, for a name that is none.
core::Result<SchemaFormat> parse_schema_format(std::string_view name);

// The tables and views to tell of. Only the whole schema comes with an introduction: how to open the file,
// and how values are written.
struct SchemaExtract {
  std::vector<storage::RelationWords> relations;
  bool is_whole = false;
};
SchemaExtract whole_schema();

// The columns to list for a relation of the extract: its own where its base is listed, too, else all.
struct ListedColumns {
  std::string_view base;  // whose columns come first and are not repeated; empty: none
  std::vector<storage::ColumnWords> columns;
};
ListedColumns listed_columns(const SchemaExtract& extract, const storage::RelationWords& relation);

// For people: a paragraph and a list for each relation, wrapped at the style's width. Without a width each
// column is one line, whatever its length.
std::string schema_text(const SchemaExtract& extract, const TableStyle& style);

// GitHub's Markdown. Of the whole schema it is what docs/SCHEMA.md holds.
std::string schema_markdown(const SchemaExtract& extract);

// An object with `schema_version` (a number) and `relations`, an array of objects with `name`, `type`
// ("table" or "view"), `meaning` and `columns`: all of them, objects with `name`, `type` (INTEGER, REAL or
// TEXT), `kind` (integer, text, time, flag, seconds, JSON), `meaning` and `source` (HubSpot's field, or
// null). Members may be added, never renamed.
std::string schema_json(const SchemaExtract& extract);

}  // namespace threadmirror::daemon::output
