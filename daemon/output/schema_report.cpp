#include "daemon/output/schema_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "daemon/output/format_choice.hpp"
#include "daemon/output/paint.hpp"
#include "daemon/output/text_width.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::array<std::string_view, 3> kFormats{"text", "markdown", "json"};
constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kKindWidth = 7;          // of "integer" and "seconds"
constexpr std::size_t kNarrowestMeaning = 31;  // as wide as HubSpot's longest name
constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);

// A line that is a single word, a field's path, may be too long: it goes on behind its dot.
std::string broken(const std::string& line, std::size_t columns, const std::string& margin) {
  const std::size_t dot = display_width(line) > columns ? line.find('.') : std::string::npos;
  if (dot == std::string::npos) return margin + line + '\n';
  return margin + line.substr(0, dot + 1) + '\n' + margin + line.substr(dot + 1) + '\n';
}

std::string indented(std::string_view text, std::size_t indent, const TableStyle& style) {
  const std::size_t width = style.width.value_or(kUnlimited);
  const std::size_t columns = width > indent ? width - indent : 1;
  const std::string margin(indent, ' ');
  std::string out;
  for (const std::string& line : wrap_sentence(text, columns)) out += broken(line, columns, margin);
  return out;
}

std::string meaning_of(const storage::ColumnWords& column) {
  if (column.source.empty()) return std::string(column.meaning);
  return fmt::format("{} (HubSpot's {})", column.meaning, column.source);
}

// Name, kind and meaning side by side; the meaning goes on below itself.
std::string beside(const storage::ColumnWords& column, std::size_t name_width, const TableStyle& style) {
  const std::size_t start = kIndent + name_width + kGap + kKindWidth + kGap;
  std::string meaning = indented(meaning_of(column), start, style);
  const std::string name_space(name_width - column.name.size() + kGap, ' ');
  const std::string_view kind = to_string(column.kind);
  return std::string(kIndent, ' ') + painted(column.name, Paint::kBold, style.colour) + name_space +
         painted(kind, Paint::kDim, style.colour) + std::string(kKindWidth - kind.size() + kGap, ' ') +
         meaning.substr(start);
}

// The meaning below its name, where there is no room beside it.
std::string below(const storage::ColumnWords& column, const TableStyle& style) {
  return std::string(kIndent, ' ') + painted(column.name, Paint::kBold, style.colour) + " " +
         painted(to_string(column.kind), Paint::kDim, style.colour) + "\n" +
         indented(meaning_of(column), 3 * kIndent, style);
}

std::string column_list(const std::vector<storage::ColumnWords>& columns, const TableStyle& style) {
  std::size_t name_width = 0;
  for (const storage::ColumnWords& column : columns) name_width = std::max(name_width, column.name.size());
  const std::size_t start = kIndent + name_width + kGap + kKindWidth + kGap;
  const bool fits = !style.width || *style.width >= start + kNarrowestMeaning;
  std::string out;
  for (const storage::ColumnWords& column : columns) {
    out += fits ? beside(column, name_width, style) : below(column, style);
  }
  return out;
}

std::string section(const SchemaExtract& extract, const storage::RelationWords& relation,
                    const TableStyle& style) {
  const ListedColumns listed = listed_columns(extract, relation);
  std::string out = painted(relation.name, Paint::kBold, style.colour);
  out += relation.is_view ? " (view)\n" : " (table)\n";
  std::string about(relation.meaning);
  if (!listed.base.empty()) {
    about += fmt::format(" It has the columns of {}{}", listed.base,
                         listed.columns.empty() ? "." : ", and these:");
  }
  out += indented(about, kIndent, style);
  return listed.columns.empty() ? out : out + "\n" + column_list(listed.columns, style);
}

}  // namespace

core::Result<SchemaFormat> parse_schema_format(std::string_view name) {
  return choose_format(name, kFormats).map([](std::size_t place) {
    return static_cast<SchemaFormat>(place);
  });
}

SchemaExtract whole_schema() {
  const auto words = storage::schema_words();
  return {{words.begin(), words.end()}, true};
}

ListedColumns listed_columns(const SchemaExtract& extract, const storage::RelationWords& relation) {
  const bool base_is_listed =
      std::any_of(extract.relations.begin(), extract.relations.end(),
                  [&](const storage::RelationWords& other) { return other.name == relation.base; });
  if (!base_is_listed) return {"", all_columns(relation)};
  return {relation.base, {relation.columns.begin(), relation.columns.end()}};
}

std::string schema_text(const SchemaExtract& extract, const TableStyle& style) {
  std::string out;
  if (extract.is_whole) {
    out += indented(storage::reading_words(), 0, style) + "\n";
    out += indented(storage::value_words(), 0, style);
  }
  for (const storage::RelationWords& relation : extract.relations) {
    if (!out.empty()) out += "\n";
    out += section(extract, relation, style);
  }
  return out;
}

}  // namespace threadmirror::daemon::output
