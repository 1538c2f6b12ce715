#include "daemon/output/json_rows.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::string_literals;
using storage::Blob;
using storage::Value;
using Names = std::vector<std::string>;

std::string json(JsonRowsShape shape, const Names& names, const std::vector<std::vector<Value>>& rows) {
  StringSink sink;
  const auto writer = create_json_rows(shape, sink);
  writer->header(names);
  for (const auto& row : rows) writer->row(row);
  writer->end();
  return sink.text;
}

}  // namespace

TEST_CASE("JSON is one array with an object per line, each value of its own type") {
  CHECK(json(JsonRowsShape::kArray, {"i", "r", "t", "n", "b"},
             {{std::int64_t{9876543210}, 1.5, "a\"b"s, Value{}, Blob{"foo"}},
              {std::int64_t{2}, 0.0, ""s, Value{}, Value{}}}) ==
        "[\n {\"i\":9876543210,\"r\":1.5,\"t\":\"a\\\"b\",\"n\":null,\"b\":\"Zm9v\"},\n"
        " {\"i\":2,\"r\":0.0,\"t\":\"\",\"n\":null,\"b\":null}\n]\n");
}

TEST_CASE("JSON of no rows is an empty array, JSON lines of no rows are nothing") {
  CHECK(json(JsonRowsShape::kArray, {"id"}, {}) == "[]\n");
  CHECK(json(JsonRowsShape::kLines, {"id"}, {}).empty());
}

TEST_CASE("JSON lines are an object per line and nothing else") {
  CHECK(json(JsonRowsShape::kLines, {"id"}, {{std::int64_t{1}}, {"two\nlines"s}}) ==
        "{\"id\":1}\n{\"id\":\"two\\nlines\"}\n");
}

// Faults 44, 49.
TEST_CASE("JSON stays valid for texts and numbers that JSON lacks") {
  CHECK(json(JsonRowsShape::kLines, {"x"}, {{"bad\xFF"s}}) == "{\"x\":\"bad\uFFFD\"}\n");
  CHECK(json(JsonRowsShape::kLines, {"x"}, {{std::numeric_limits<double>::infinity()}}) == "{\"x\":null}\n");
}

// Fault 46.
TEST_CASE("columns of the same name keep their values under numbered names") {
  CHECK(unique_names({"a", "b"}) == Names{"a", "b"});
  CHECK(unique_names({"a", "a", "a"}) == Names{"a", "a_2", "a_3"});
  CHECK(unique_names({"a", "a", "a_2"}) == Names{"a", "a_3", "a_2"});
  CHECK(unique_names({"a_2", "a", "a", "a_2"}) == Names{"a_2", "a", "a_3", "a_2_2"});
  CHECK(unique_names({"", ""}) == Names{"", "_2"});
  CHECK(json(JsonRowsShape::kLines, {"id", "id"}, {{std::int64_t{1}, std::int64_t{2}}}) ==
        "{\"id\":1,\"id_2\":2}\n");
}

TEST_CASE("a JSON array that is not ended stays visibly open") {
  StringSink sink;
  const auto writer = create_json_rows(JsonRowsShape::kArray, sink);
  writer->header({"id"});
  writer->row({std::int64_t{1}});
  CHECK(sink.text == "[\n {\"id\":1}");
}

}  // namespace threadmirror::tests
