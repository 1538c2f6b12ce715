#include "daemon/output/row_writer.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::string_literals;
using storage::Value;

std::string written(RowFormat format, const RowWriterOptions& options, const Value& value) {
  StringSink sink;
  const auto writer = create_row_writer(format, options, sink);
  writer->header({"x"});
  writer->row({value});
  writer->end();
  return sink.text;
}

// Remembers only how much came and the largest piece.
class CountingSink final : public TextSink {
 public:
  bool write(std::string_view text) override {
    bytes += text.size();
    largest = std::max(largest, text.size());
    for (const char c : text) lines += c == '\n' ? 1U : 0U;
    return true;
  }
  std::size_t bytes = 0;
  std::size_t largest = 0;
  std::size_t lines = 0;
};

constexpr RowFormat kAll[] = {RowFormat::kTable, RowFormat::kCsv, RowFormat::kJson, RowFormat::kJsonl,
                              RowFormat::kMarkdown};

}  // namespace

TEST_CASE("every format name is understood and makes its own writer") {
  const std::vector<std::string> expected = {" x\n──\n 1\n(1 row)\n", "x\r\n1\r\n", "[\n {\"x\":1}\n]\n",
                                             "{\"x\":1}\n", "| x |\n| ---: |\n| 1 |\n"};
  REQUIRE(row_format_names().size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto format = parse_row_format(row_format_names()[i]);
    REQUIRE(format.has_value());
    CHECK(written(*format, {}, std::int64_t{1}) == expected[i]);
  }
}

TEST_CASE("an unknown format is a usage error with a proposal") {
  const auto typo = parse_row_format("josn");
  REQUIRE_FALSE(typo.has_value());
  CHECK(typo.error().code() == core::ErrorCode::kUsage);
  CHECK(typo.error().mend() == "did you mean \"json\"? the formats are table, csv, json, jsonl and markdown");
  CHECK(parse_row_format("").error().mend() != "");
  CHECK(parse_row_format("spreadsheet\x1b").error().text() ==
        "no such format: \"spreadsheet\\x1b\" (the formats are table, csv, json, jsonl and markdown)");
}

// Fault 53.
TEST_CASE("no format lets an escape sequence through to a terminal") {
  RowWriterOptions options;
  options.to_terminal = true;
  options.width = 80;
  for (const RowFormat format : kAll) {
    const std::string text = written(format, options, "evil \x1b[2J \xC2\x9B text"s);
    CAPTURE(text);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xC2\x9B") == std::string::npos);
    CHECK(text.find("evil") != std::string::npos);
  }
}

TEST_CASE("files and pipes get CSV byte for byte") {
  CHECK(written(RowFormat::kCsv, {}, "\x1b[2J"s) == "x\r\n\x1b[2J\r\n");
}

// Fault 71.
TEST_CASE("any number of rows streams through every format in small pieces") {
  for (const RowFormat format : kAll) {
    CountingSink sink;
    RowWriterOptions options;
    options.width = 80;
    const auto writer = create_row_writer(format, options, sink);
    writer->header({"id", "status"});
    std::vector<Value> row = {std::int64_t{0}, "OPEN"s};
    // The table is the one that keeps rows back; the others write each at once.
    const std::int64_t rows = format == RowFormat::kTable ? 1'000'000 : 100'000;
    std::size_t before_last = 0;
    bool open = true;
    for (std::int64_t id = 0; id < rows; ++id) {
      row[0] = id;
      open = writer->row(row) && open;
      if (id + 2 == rows) before_last = sink.lines;
    }
    CHECK(open);
    CHECK(before_last >= static_cast<std::size_t>(rows) - 3);  // nothing is held back
    CHECK(writer->end());
    CHECK(sink.largest < 1000);
    CHECK(sink.lines >= static_cast<std::size_t>(rows));
    CHECK(sink.lines <= static_cast<std::size_t>(rows) + 3);
  }
}

TEST_CASE("every writer says when the sink is closed") {
  for (const RowFormat format : kAll) {
    StringSink sink;
    sink.limit = 100;
    const auto writer = create_row_writer(format, {}, sink);
    writer->header({"x"});
    int accepted = 0;
    while (accepted < 10'000 && writer->row({"some text"s})) ++accepted;
    CHECK(accepted < 1'001);  // the table notices when it lays out
    CHECK_FALSE(writer->end());
  }
}

}  // namespace threadmirror::tests
