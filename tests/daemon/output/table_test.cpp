#include "daemon/output/table.hpp"

#include <doctest/doctest.h>

#include "daemon/output/paint.hpp"
#include "daemon/output/text_width.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

const std::vector<std::string> kNames = {"id", "status", "name"};
const std::vector<CellRow> kRows = {
    {{"9876543210", true, false}, {"OPEN", false, false}, {"Zoë 👩‍👩‍👧‍👦", false, false}},
    {{"12", true, false}, {"∅", false, true}, {"日本語のテキスト", false, false}},
    {{"∅", false, true}, {"CLOSED", false, false}, {"e\u0301", false, false}}};

std::string drawn(const TableStyle& style, const std::vector<std::string>& names = kNames,
                  const std::vector<CellRow>& rows = kRows) {
  const TableLayout layout = plan_table(names, rows, style.width);
  std::string text = draw_header(layout, style);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += draw_row(layout, style, rows[i], static_cast<std::int64_t>(i) + 1);
  }
  return text + draw_footer(style, static_cast<std::int64_t>(rows.size()));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

TEST_CASE("a table lines up wide characters, emoji and combining marks") {
  CHECK(drawn({}) ==
        "         id │ status │ name\n"
        "────────────┼────────┼─────────────────\n"
        " 9876543210 │ OPEN   │ Zoë 👩‍👩‍👧‍👦\n"
        "         12 │ ∅      │ 日本語のテキスト\n"
        "          ∅ │ CLOSED │ e\u0301\n"
        "(3 rows)\n");
}

// Fault 90.
TEST_CASE("a table needs nothing but ASCII where the terminal has no more") {
  TableStyle style;
  style.width = 35;
  style.unicode = false;
  CHECK(drawn(style, {"id", "text"}, {{{"1", true, false}, {std::string(40, 'x'), false, false}}}) ==
        " id | text\n"
        "----+------------------------------\n"
        "  1 | xxxxxxxxxxxxxxxxxxxxxxxxxx...\n"
        "(1 row)\n");
}

TEST_CASE("a table within a width cuts texts and never a line beyond it") {
  TableStyle style;
  style.width = 36;
  CHECK(drawn(style) ==
        "         id │ status │ name\n"
        "────────────┼────────┼──────────────\n"
        " 9876543210 │ OPEN   │ Zoë 👩‍👩‍👧‍👦\n"
        "         12 │ ∅      │ 日本語のテキ…\n"
        "          ∅ │ CLOSED │ e\u0301\n"
        "(3 rows)\n");
}

TEST_CASE("a very narrow terminal gets a block per row") {
  TableStyle style;
  style.width = 20;
  CHECK(drawn(style) ==
        "── 1 ───────────────\n"
        " id     │ 9876543210\n"
        " status │ OPEN\n"
        " name   │ Zoë 👩‍👩‍👧‍👦\n"
        "── 2 ───────────────\n"
        " id     │ 12\n"
        " status │ ∅\n"
        " name   │ 日本語のテ\n"
        "        │ キスト\n"
        "── 3 ───────────────\n"
        " id     │ ∅\n"
        " status │ CLOSED\n"
        " name   │ e\u0301\n"
        "(3 rows)\n");
}

TEST_CASE("at every width no line is wider than the terminal") {
  for (std::size_t width = 14; width <= 60; ++width) {
    TableStyle style;
    style.width = width;
    for (const std::string& line : lines_of(drawn(style))) {
      CAPTURE(line);
      CHECK(display_width(line) <= width);
    }
  }
}

TEST_CASE("a value of a block that is far too long ends with a mark") {
  TableStyle style;
  style.width = 20;
  const std::string text =
      drawn(style, {"id", "t"}, {{{"1234567890123", true, false}, {std::string(500, 'x'), false, false}}});
  CHECK(text.find("x…\n") != std::string::npos);
  CHECK(lines_of(text).size() == 1 + 1 + 8 + 1);
}

TEST_CASE("a right-to-left cell is anchored on a terminal and untouched elsewhere") {
  const std::vector<CellRow> rows = {{{"שלום", false, false}, {"1", true, false}}};
  TableStyle style;
  CHECK(drawn(style, {"a", "b"}, rows) == " a    │ b\n──────┼──\n שלום │ 1\n(1 row)\n");
  style.width = 80;
  CHECK(drawn(style, {"a", "b"}, rows) == " a    │ b\n──────┼──\n שלום\u200e │ 1\n(1 row)\n");
}

TEST_CASE("without a limit, a later cell that is too wide juts out whole") {
  const TableLayout layout = plan_table({"a", "b"}, {}, std::nullopt);
  CHECK(draw_row(layout, {}, {{"longer", false, false}, {"x", false, false}}, 1) == " longer │ x\n");
}

TEST_CASE("within a limit, a later number that is too wide is still whole") {
  TableStyle style;
  style.width = 40;
  const TableLayout layout = plan_table({"a"}, {}, style.width);
  CHECK(draw_row(layout, style, {{"1234567", true, false}}, 1) == " 1234567\n");
  CHECK(draw_row(layout, style, {{"abcdefg", false, false}}, 1) == " …\n");
}

TEST_CASE("no rows show the header, no columns show the count alone") {
  CHECK(drawn({}, {"id"}, {}) == " id\n───\n(0 rows)\n");
  CHECK(drawn({}, {}, {}) == "(0 rows)\n");
  CHECK(drawn({}, {}, {{}, {}}) == "(2 rows)\n");
}

TEST_CASE("colour marks the header, the lines and NULL, and changes nothing else") {
  TableStyle style;
  style.colour = true;
  CHECK(drawn(style, {"id"}, {{{"∅", false, true}}}) ==
        " \x1b[1mid\x1b[0m\n\x1b[2m───\x1b[0m\n \x1b[2m∅\x1b[0m\n\x1b[2m(1 row)\x1b[0m\n");
}

TEST_CASE("paint is left out where it is not wanted") {
  CHECK(painted("x", Paint::kRed, true) == "\x1b[31mx\x1b[0m");
  CHECK(painted("x", Paint::kRed, false) == "x");
  CHECK(painted("x", Paint::kPlain, true) == "x");
  CHECK(painted("", Paint::kBold, true).empty());
}

}  // namespace threadmirror::tests
