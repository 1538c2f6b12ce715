// How wide each column of a table becomes: a pure decision from a sample of its rows.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace threadmirror::daemon::output {

// One cell, ready to be shown: without control characters.
struct Cell {
  std::string text;
  bool is_number = false;
  bool is_null = false;
};
using CellRow = std::vector<Cell>;

struct Column {
  std::string name;
  std::size_t width = 0;     // terminal columns
  bool align_right = false;  // every cell of the sample is a number or NULL, and one is a number
};

// Either a line per row, or, where the lines would not fit, a block per row with a line per column.
struct TableLayout {
  std::vector<Column> columns;
  bool as_blocks = false;
  std::size_t name_width = 0;   // blocks: columns for the names …
  std::size_t value_width = 0;  // … and for the values; 0: unlimited
};

// What stands between and before the columns: " a │ b │ c".
inline constexpr std::size_t kTableMargin = 1;
inline constexpr std::size_t kTableGap = 3;

// Lays out columns for `sample`, which stands for all rows. Without `width` each column is as wide as its
// widest cell. Within a width columns shrink, the widest first; a number is never cut, a text not below 12
// columns. If that is not enough, the layout is blocks.
TableLayout plan_table(const std::vector<std::string>& names, std::span<const CellRow> sample,
                       std::optional<std::size_t> width);

}  // namespace threadmirror::daemon::output
