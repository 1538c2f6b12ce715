#include "tests/house/source_file.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror::tests::house;

TEST_CASE("includes are told apart by their delimiters, and only at the beginning of a line") {
  const SourceFile file = parse_source("core/a.cpp",
                                       "#include \"core/a.hpp\"\n"
                                       "\n"
                                       "#include <string>\n"
                                       "// #include \"daemon/x.hpp\"\n"
                                       "#include <boost/asio/post.hpp>  // why\n"
                                       "const char* s = \"#include <y>\";");
  CHECK(file.own == std::vector<std::string>{"core/a.hpp"});
  CHECK(file.foreign == std::vector<std::string>{"string", "boost/asio/post.hpp"});
  CHECK(file.lines.size() == 6);
  CHECK(file.folder() == "core");
  CHECK_FALSE(file.is_header());
}

TEST_CASE("lines are counted with and without a last line break") {
  CHECK(parse_source("a", "").lines.empty());
  CHECK(parse_source("a", "x").lines.size() == 1);
  CHECK(parse_source("a", "x\n").lines.size() == 1);
  CHECK(parse_source("a", "x\n\n").lines.size() == 2);
  CHECK(parse_source("a", "x").folder() == "");
}
