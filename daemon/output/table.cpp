#include "daemon/output/table.hpp"

#include <fmt/format.h>

#include "daemon/output/paint.hpp"
#include "daemon/output/text_width.hpp"
#include "daemon/output/words.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kMostLinesPerValue = 8;

std::string repeated(std::string_view sign, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += sign;
  return text;
}

// A cell from right to left would drag its neighbours along on terminals that reorder text; a left-to-right
// mark behind it, invisible and without width, keeps them in place.
std::string anchored(std::string text) { return has_right_to_left(text) ? std::move(text) + "\u200e" : text; }

// The cell in its column. The last one of a line has no spaces behind it.
std::string draw_cell(const Column& column, const TableStyle& style, const Cell& cell, bool is_last) {
  const bool cut = style.width.has_value() && !cell.is_number;
  std::string text = cut ? fit(cell.text, column.width, table_signs(style.unicode).ellipsis) : cell.text;
  const std::size_t width = display_width(text);
  const std::string space(width < column.width ? column.width - width : 0, ' ');
  text = painted(style.width ? anchored(std::move(text)) : text, cell.is_null ? Paint::kDim : Paint::kPlain,
                 style.colour);
  if (column.align_right) return space + text;
  return is_last ? text : text + space;
}

std::string separator(const TableStyle& style) {
  return painted(fmt::format(" {} ", table_signs(style.unicode).vertical), Paint::kDim, style.colour);
}

std::string draw_line(const TableLayout& layout, const TableStyle& style, const CellRow& row) {
  std::string line(kTableMargin, ' ');
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    if (i > 0) line += separator(style);
    line += draw_cell(layout.columns[i], style, row[i], i + 1 == layout.columns.size());
  }
  return line += '\n';
}

// A value of several lines continues below itself.
std::string draw_field(const TableLayout& layout, const TableStyle& style, const Column& column,
                       const Cell& cell) {
  const TableSigns& signs = table_signs(style.unicode);
  std::string name = pad_right(fit(column.name, layout.name_width, signs.ellipsis), layout.name_width);
  std::string text;
  for (std::string& piece : wrap(cell.text, layout.value_width, kMostLinesPerValue, signs.ellipsis)) {
    text += ' ' + painted(name, Paint::kBold, style.colour) + separator(style);
    text += painted(anchored(std::move(piece)), cell.is_null ? Paint::kDim : Paint::kPlain, style.colour);
    while (text.ends_with(' ')) text.pop_back();
    text += '\n';
    name.assign(layout.name_width, ' ');
  }
  return text;
}

std::string draw_block(const TableLayout& layout, const TableStyle& style, const CellRow& row,
                       std::int64_t number) {
  const TableSigns& signs = table_signs(style.unicode);
  const std::size_t whole = kTableMargin + layout.name_width + kTableGap + layout.value_width;
  std::string head = fmt::format("{0}{0} {1} ", signs.horizontal, number);
  const std::size_t used = display_width(head);
  head += repeated(signs.horizontal, used < whole ? whole - used : 0);
  std::string text = painted(head, Paint::kDim, style.colour) + '\n';
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    text += draw_field(layout, style, layout.columns[i], row[i]);
  }
  return text;
}

}  // namespace

const TableSigns& table_signs(bool unicode) {
  static constexpr TableSigns kUnicode{"∅", "…", "│", "─", "┼"};
  static constexpr TableSigns kAscii{"<null>", "...", "|", "-", "+"};
  return unicode ? kUnicode : kAscii;
}

std::string draw_header(const TableLayout& layout, const TableStyle& style) {
  if (layout.as_blocks || layout.columns.empty()) return {};
  const TableSigns& signs = table_signs(style.unicode);
  std::string names(kTableMargin, ' ');
  std::string rule;
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    const Column& column = layout.columns[i];
    const bool is_last = i + 1 == layout.columns.size();
    std::string name = fit(column.name, column.width, signs.ellipsis);
    const std::size_t width = display_width(name);
    const std::string space(width < column.width ? column.width - width : 0, ' ');
    if (i > 0) names += separator(style);
    if (column.align_right) names += space;
    names += painted(name, Paint::kBold, style.colour);
    if (!column.align_right && !is_last) names += space;
    if (i > 0) rule += signs.crossing;
    rule += repeated(signs.horizontal, column.width + (is_last ? 1 : 2));
  }
  return names + '\n' + painted(rule, Paint::kDim, style.colour) + '\n';
}

std::string draw_row(const TableLayout& layout, const TableStyle& style, const CellRow& row,
                     std::int64_t number) {
  if (layout.columns.empty()) return {};
  return layout.as_blocks ? draw_block(layout, style, row, number) : draw_line(layout, style, row);
}

std::string draw_footer(const TableStyle& style, std::int64_t rows) {
  return painted("(" + count_words(rows, "row", "rows") + ")", Paint::kDim, style.colour) + '\n';
}

}  // namespace threadmirror::daemon::output
