// Draws a planned table, line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/output/table_layout.hpp"

namespace threadmirror::daemon::output {

struct TableStyle {
  std::optional<std::size_t> width;  // of the terminal; unlimited where nothing is given: then nothing is cut
  bool colour = false;
  bool unicode = true;
};

// What stands for NULL, for the end of a cut text, and between the cells.
struct TableSigns {
  const char* null;
  const char* ellipsis;
  const char* vertical;
  const char* horizontal;
  const char* crossing;
};
const TableSigns& table_signs(bool unicode);

// Column names and the line below them; empty for blocks and where there are no columns.
std::string draw_header(const TableLayout& layout, const TableStyle& style);

// One row: a line, or a block headed by `number` (from 1). Ends with a line feed.
std::string draw_row(const TableLayout& layout, const TableStyle& style, const CellRow& row,
                     std::int64_t number);

// "(1,234 rows)" with its line feed.
std::string draw_footer(const TableStyle& style, std::int64_t rows);

}  // namespace threadmirror::daemon::output
