#include "daemon/output/markdown_writer.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::string_literals;
using storage::Blob;
using storage::Value;

std::string markdown(const std::vector<std::string>& names, const std::vector<std::vector<Value>>& rows) {
  StringSink sink;
  const auto writer = create_markdown_writer(sink);
  writer->header(names);
  for (const auto& row : rows) writer->row(row);
  writer->end();
  return sink.text;
}

}  // namespace

TEST_CASE("Markdown aligns number columns to the right and shows NULL in italics") {
  CHECK(markdown({"id", "status"}, {{std::int64_t{1}, "OPEN"s}, {std::int64_t{2}, Value{}}}) ==
        "| id | status |\n"
        "| ---: | --- |\n"
        "| 1 | OPEN |\n"
        "| 2 | *NULL* |\n");
}

TEST_CASE("Markdown of no rows has a whole header, of no columns nothing") {
  CHECK(markdown({"a", "b"}, {}) == "| a | b |\n| --- | --- |\n");
  StringSink sink;
  CHECK(create_markdown_writer(sink)->end());
  CHECK(sink.text.empty());
}

// Fault 53.
TEST_CASE("Markdown escapes what has a meaning, so that a text shows as it is") {
  CHECK(markdown_text("a|b") == "a\\|b");
  CHECK(markdown_text("*NULL*") == "\\*NULL\\*");
  CHECK(markdown_text("<b>&amp;</b>") == "&lt;b>&amp;amp;&lt;/b>");
  CHECK(markdown_text("[x](y) `c` ~s~ \\") == "\\[x\\](y) \\`c\\` \\~s\\~ \\\\");
  CHECK(markdown_text("one\ntwo\r\nthree") == "one<br>two<br>three");
  CHECK(markdown_text("tab\tesc\x1b") == "tab\\\\tesc\\\\x1b");
}

TEST_CASE("Markdown leaves underscores inside words alone") {
  CHECK(markdown_text("latest_message_timestamp") == "latest_message_timestamp");
  CHECK(markdown_text("_emphasis_") == "\\_emphasis\\_");
}

TEST_CASE("Markdown writes a blob as an SQL literal") {
  CHECK(markdown({"b"}, {{Blob{"\x01"}}}) == "| b |\n| --- |\n| x'01' |\n");
}

}  // namespace threadmirror::tests
