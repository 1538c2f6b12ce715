#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "daemon/output/markdown_writer.hpp"
#include "daemon/output/schema_report.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr char kExamples[] = R"(```sh
threadmirror query "SELECT * FROM sync_status"
sqlite3 'file:threadmirror.db?mode=ro' "SELECT * FROM sync_status"
```
)";

std::string_view first_sentence(std::string_view text) {
  const std::size_t end = text.find(". ");
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

std::string contents(const SchemaExtract& extract) {
  std::string out;
  for (const storage::RelationWords& relation : extract.relations) {
    out +=
        fmt::format("- [`{0}`](#{0}): {1}\n", relation.name, markdown_text(first_sentence(relation.meaning)));
  }
  return out;
}

std::string introduction(const SchemaExtract& extract) {
  return fmt::format(
      "<!-- Made by: threadmirror schema --format markdown -->\n\n# Tables and views\n\n"
      "This is version {} of the schema (`PRAGMA user_version`). {}\n\n{}\n{}\n\n{}",
      storage::schema_version(), storage::reading_words(), kExamples, storage::value_words(),
      contents(extract));
}

std::string column_row(const storage::ColumnWords& column, bool with_source) {
  std::string row =
      fmt::format("| `{}` | {} | {} |", column.name, to_string(column.kind), markdown_text(column.meaning));
  if (with_source) row += column.source.empty() ? " |" : fmt::format(" `{}` |", column.source);
  return row + '\n';
}

// The last column is left out where it would be empty.
std::string column_table(const std::vector<storage::ColumnWords>& columns) {
  const bool with_source =
      std::any_of(columns.begin(), columns.end(), [](const auto& column) { return !column.source.empty(); });
  std::string out = "\n| column | kind | meaning |";
  out += with_source ? " HubSpot's field |\n| --- | --- | --- | --- |\n" : "\n| --- | --- | --- |\n";
  for (const storage::ColumnWords& column : columns) out += column_row(column, with_source);
  return out;
}

std::string section(const SchemaExtract& extract, const storage::RelationWords& relation) {
  const ListedColumns listed = listed_columns(extract, relation);
  std::string out = fmt::format("## {}\n\n{}. {}", relation.name, relation.is_view ? "View" : "Table",
                                markdown_text(relation.meaning));
  if (!listed.base.empty()) {
    out += fmt::format(" It has the columns of [`{0}`](#{0}){1}", listed.base,
                       listed.columns.empty() ? "." : ", and these:");
  }
  out += "\n";
  return listed.columns.empty() ? out : out + column_table(listed.columns);
}

}  // namespace

std::string schema_markdown(const SchemaExtract& extract) {
  std::string out = extract.is_whole ? introduction(extract) : "";
  for (const storage::RelationWords& relation : extract.relations) {
    if (!out.empty()) out += "\n";
    out += section(extract, relation);
  }
  return out;
}

}  // namespace threadmirror::daemon::output
