#include "daemon/output/csv_writer.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::string_literals;
using storage::Blob;
using storage::Value;

std::string csv(const std::vector<std::string>& names, const std::vector<std::vector<Value>>& rows) {
  StringSink sink;
  const auto writer = create_csv_writer(sink);
  writer->header(names);
  for (const auto& row : rows) writer->row(row);
  writer->end();
  return sink.text;
}

}  // namespace

TEST_CASE("CSV has a header line and CRLF behind each line") {
  CHECK(csv({"id", "status"}, {{std::int64_t{1}, "OPEN"s}, {std::int64_t{2}, "CLOSED"s}}) ==
        "id,status\r\n1,OPEN\r\n2,CLOSED\r\n");
}

TEST_CASE("CSV quotes what would break a field and doubles quotes") {
  CHECK(csv({"a,b"}, {{"x,y"s}, {"say \"hi\""s}, {"line\nbreak"s}, {"cr\r"s}, {" padded "s}}) ==
        "\"a,b\"\r\n\"x,y\"\r\n\"say \"\"hi\"\"\"\r\n\"line\nbreak\"\r\n\"cr\r\"\r\n\" padded \"\r\n");
}

TEST_CASE("CSV tells NULL from an empty text") {
  CHECK(csv({"a", "b", "c"}, {{Value{}, ""s, "NULL"s}}) == "a,b,c\r\n,\"\",NULL\r\n");
}

TEST_CASE("CSV keeps every byte of a text and writes numbers and blobs exactly") {
  CHECK(csv({"t", "i", "r", "b"}, {{"日本\0é"s, std::int64_t{-1}, 1.0, Blob{"\xff"}}}) ==
        "t,i,r,b\r\n日本\0é,-1,1.0,x'ff'\r\n"s);
}

TEST_CASE("CSV of no rows is the header alone, of no columns nothing") {
  CHECK(csv({"id"}, {}) == "id\r\n");
  StringSink sink;
  CHECK(create_csv_writer(sink)->end());
  CHECK(sink.text.empty());
  CHECK(sink.flushes == 1);
}

}  // namespace threadmirror::tests
