#include "tests/house/cycles.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace threadmirror::tests::house;

using Path = std::vector<std::string>;

TEST_CASE("a graph without a circle has none, also where paths meet again") {
  CHECK(find_circle({}).empty());
  CHECK(find_circle({{"a", {"b", "c"}}, {"b", {"d"}}, {"c", {"d"}}, {"d", {}}}).empty());
  CHECK(find_circle({{"a", {"outside"}}}).empty());
}

TEST_CASE("a circle is found and shown without the way to it") {
  CHECK(find_circle({{"a", {"a"}}}) == Path{"a", "a"});
  CHECK(find_circle({{"a", {"b"}}, {"b", {"a"}}}) == Path{"a", "b", "a"});
  CHECK(find_circle({{"a", {"b"}}, {"b", {"c"}}, {"c", {"d"}}, {"d", {"b"}}}) == Path{"b", "c", "d", "b"});
  CHECK(find_circle({{"a", {"b"}}, {"b", {}}, {"x", {"b", "y"}}, {"y", {"x"}}}) == Path{"x", "y", "x"});
}

TEST_CASE("folders can run in a circle where files don't") {
  const std::vector<SourceFile> files{
      parse_source("a/1.hpp", "#include \"b/1.hpp\"\n"), parse_source("b/1.hpp", "#include \"b/2.hpp\"\n"),
      parse_source("b/2.hpp", "#include \"a/2.hpp\"\n"), parse_source("a/2.hpp", "")};
  CHECK(find_circle(file_graph(files)).empty());
  CHECK(find_circle(folder_graph(files)) == Path{"a", "b", "a"});
}

TEST_CASE("includes inside a folder are no circle of folders") {
  const std::vector<SourceFile> files{parse_source("a/1.hpp", "#include \"a/2.hpp\"\n"),
                                      parse_source("a/2.hpp", "")};
  CHECK(find_circle(folder_graph(files)).empty());
}
