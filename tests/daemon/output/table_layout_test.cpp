#include "daemon/output/table_layout.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

Cell text(std::string t) { return {std::move(t), false, false}; }
Cell number(std::string t) { return {std::move(t), true, false}; }
Cell null() { return {"∅", false, true}; }

std::vector<std::size_t> widths(const TableLayout& layout) {
  std::vector<std::size_t> result;
  for (const Column& column : layout.columns) result.push_back(column.width);
  return result;
}

std::size_t line_width(const TableLayout& layout) {
  const auto columns = widths(layout);
  return std::accumulate(columns.begin(), columns.end(), kTableMargin + kTableGap * (columns.size() - 1));
}

using Widths = std::vector<std::size_t>;

}  // namespace

TEST_CASE("without a limit each column is as wide as its widest cell or its name") {
  const std::vector<CellRow> rows = {{text("日本語"), text("x")}, {text("ab"), text("y")}};
  CHECK(widths(plan_table({"a", "a long name"}, rows, std::nullopt)) == Widths{6, 11});
}

TEST_CASE("a column of numbers and NULLs is aligned right, any text makes it left") {
  const std::vector<CellRow> rows = {{number("1"), number("1"), null(), text("x")},
                                     {null(), text("x"), null(), number("2")}};
  const TableLayout layout = plan_table({"n", "m", "z", "t"}, rows, std::nullopt);
  CHECK(layout.columns[0].align_right);
  CHECK_FALSE(layout.columns[1].align_right);
  CHECK_FALSE(layout.columns[2].align_right);
  CHECK_FALSE(layout.columns[3].align_right);
}

TEST_CASE("the widest texts shrink first, and the line is filled to the last column") {
  const std::vector<CellRow> rows = {
      {number("9876543210"), text(std::string(40, 'x')), text(std::string(30, 'y'))}};
  const TableLayout layout = plan_table({"id", "x", "y"}, rows, 60);
  CHECK_FALSE(layout.as_blocks);
  CHECK(widths(layout) == Widths{10, 22, 21});
  CHECK(line_width(layout) == 60);
}

TEST_CASE("a number is never cut: where it does not fit, rows become blocks") {
  const std::vector<CellRow> rows = {{number("9876543210"), number("1234567890")}};
  CHECK_FALSE(plan_table({"a", "b"}, rows, 24).as_blocks);
  CHECK(plan_table({"a", "b"}, rows, 23).as_blocks);
  const std::vector<CellRow> long_number = {{number("-9223372036854775808")}};
  CHECK_FALSE(plan_table({"a"}, long_number, 21).as_blocks);
  CHECK(plan_table({"a"}, long_number, 20).as_blocks);
}

TEST_CASE("long names are cut before data is") {
  const std::vector<CellRow> rows = {{number("12"), text("0123456789")}};
  const TableLayout layout = plan_table({"a_very_long_name_indeed", "b"}, rows, 30);
  CHECK_FALSE(layout.as_blocks);
  CHECK(widths(layout) == Widths{16, 10});
}

TEST_CASE("texts of many columns that would be cut to nothing become blocks") {
  const CellRow row(20, text(std::string(24, 't')));
  const std::vector<std::string> names(20, "latest_message_timestamp");
  const std::vector<CellRow> rows = {row};
  const TableLayout layout = plan_table(names, rows, 80);
  CHECK(layout.as_blocks);
  CHECK(layout.name_width == 24);
  CHECK(layout.name_width + layout.value_width + kTableMargin + kTableGap == 80);
}

TEST_CASE("blocks fit even where there is hardly any room") {
  const std::vector<CellRow> rows = {{text(std::string(50, 'x')), number("1234567890123")}};
  for (std::size_t width = 6; width <= 40; ++width) {
    const TableLayout layout = plan_table({"a_long_name_for_a_column", "another_one"}, rows, width);
    if (layout.as_blocks) {
      CHECK(layout.name_width + layout.value_width + kTableMargin + kTableGap <= width);
      CHECK(layout.value_width >= 1);
    } else {
      CHECK(line_width(layout) <= width);
    }
  }
}

TEST_CASE("whatever the widths, a table of texts never exceeds the terminal") {
  for (std::size_t columns = 1; columns <= 6; ++columns) {
    CellRow row;
    for (std::size_t i = 0; i < columns; ++i) row.push_back(text(std::string(5 * (i + 1) * (i + 1), 'x')));
    const std::vector<CellRow> rows = {row};
    for (std::size_t width = 10; width <= 200; ++width) {
      const TableLayout layout = plan_table(std::vector<std::string>(columns, "name"), rows, width);
      if (!layout.as_blocks) CHECK(line_width(layout) <= width);
    }
  }
}

TEST_CASE("no rows and no columns can be laid out too") {
  CHECK(widths(plan_table({"id"}, {}, 80)) == Widths{2});
  CHECK(plan_table({}, {}, 80).columns.empty());
  CHECK(widths(plan_table({""}, {}, std::nullopt)) == Widths{1});
}

// Fault 53.
TEST_CASE("a column's name is shown without control characters") {
  CHECK(plan_table({"a\nb\x1b"}, {}, std::nullopt).columns[0].name == "a\\nb\\x1b");
}

}  // namespace threadmirror::tests
