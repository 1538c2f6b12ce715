#include "daemon/output/table_writer.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::string_literals;
using storage::Blob;
using storage::Value;

TableStyle narrow(std::size_t width) {
  TableStyle style;
  style.width = width;
  return style;
}

}  // namespace

TEST_CASE("a cell shows NULL as a sign that no text can be mistaken for") {
  CHECK(display_cell(Value{}, true, 0).text == "∅");
  CHECK(display_cell(Value{}, true, 0).is_null);
  CHECK(display_cell("∅"s, true, 0).text == "'∅'");
  CHECK(display_cell("NULL"s, true, 0).text == "NULL");
  CHECK(display_cell(Value{}, false, 0).text == "<null>");
  CHECK(display_cell("<null>"s, false, 0).text == "'<null>'");
}

// Fault 53.
TEST_CASE("a cell escapes control characters and tells numbers from text") {
  CHECK(display_cell("a\nb\x1b[31m"s, true, 0).text == "a\\nb\\x1b[31m");
  CHECK(display_cell(std::int64_t{5}, true, 0).is_number);
  CHECK(display_cell(0.5, true, 0).is_number);
  CHECK_FALSE(display_cell("5"s, true, 0).is_number);
  CHECK(display_cell(Blob{"\x01"}, true, 0).text == "x'01'");
}

TEST_CASE("the work on a huge text is bounded") {
  CHECK(display_cell(std::string(1'000'000, 'x'), true, 100).text.size() == 100);
  CHECK(display_cell(Blob{std::string(1'000'000, 'x')}, true, 100).text.size() == 203);
}

TEST_CASE("nothing is written before the layout is known, everything by the end") {
  StringSink sink;
  const auto writer = create_table_writer({}, sink);
  writer->header({"id", "name"});
  writer->row({std::int64_t{1}, "a"s});
  writer->row({std::int64_t{22}, "longer"s});
  CHECK(sink.text.empty());
  CHECK(writer->end());
  CHECK(sink.text == " id │ name\n────┼───────\n  1 │ a\n 22 │ longer\n(2 rows)\n");
  CHECK(sink.flushes == 1);
}

TEST_CASE("the thousandth row settles the layout; later rows keep to it") {
  StringSink sink;
  const auto writer = create_table_writer(narrow(80), sink);
  writer->header({"text"});
  for (int i = 0; i < 999; ++i) writer->row({"short"s});
  CHECK(sink.text.empty());
  writer->row({"short"s});
  CHECK_FALSE(sink.text.empty());
  sink.text.clear();
  writer->row({"longer than that"s});
  CHECK(sink.text == " long…\n");
  writer->end();
  CHECK(sink.text == " long…\n(1,001 rows)\n");
}

TEST_CASE("large rows settle the layout before they fill the memory") {
  StringSink sink;
  const auto writer = create_table_writer({}, sink);
  writer->header({"text"});
  int rows = 0;
  while (sink.text.empty() && rows < 1000) {
    writer->row({std::string(1'000'000, 'x')});
    ++rows;
  }
  CHECK(rows == 5);
}

TEST_CASE("a result without columns is only counted") {
  StringSink sink;
  CHECK(create_table_writer({}, sink)->end());
  CHECK(sink.text == "(0 rows)\n");
}

TEST_CASE("a wide result on a terminal comes as numbered blocks") {
  StringSink sink;
  const auto writer = create_table_writer(narrow(30), sink);
  writer->header({"created_at", "closed_at", "id"});
  writer->row({"2026-11-21T09:30:00.000Z"s, Value{}, std::int64_t{9876543210}});
  writer->end();
  CHECK(sink.text ==
        "── 1 ─────────────────────────\n"
        " created_at │ 2026-11-21T09:30\n"
        "            │ :00.000Z\n"
        " closed_at  │ ∅\n"
        " id         │ 9876543210\n"
        "(1 row)\n");
}

}  // namespace threadmirror::tests
