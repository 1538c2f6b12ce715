#include "tests/house/form.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace threadmirror::tests::house;

TEST_CASE("a file is too long above the limit, not at it") {
  const std::vector<SourceFile> files{parse_source("a.cpp", "1\n2\n3\n"),
                                      parse_source("b.cpp", "1\n2\n3\n4\n")};
  CHECK(too_long(files, 3) == std::vector<std::string>{"b.cpp has 4 lines, more than 3"});
}

TEST_CASE("a header opens with its purpose and is included once") {
  const std::vector<SourceFile> files{parse_source("good.hpp", "// Purpose.\n#pragma once\n"),
                                      parse_source("mute.hpp", "#pragma once\n"),
                                      parse_source("twice.hpp", "// Purpose.\n"),
                                      parse_source("any.cpp", "int x;\n"), parse_source("empty.hpp", "")};
  CHECK(malformed_headers(files) ==
        std::vector<std::string>{
            "mute.hpp does not open with a comment on its purpose", "twice.hpp lacks #pragma once",
            "empty.hpp does not open with a comment on its purpose", "empty.hpp lacks #pragma once"});
}

TEST_CASE("each source needs a test of its name in the mirrored folder, headers and exceptions don't") {
  const std::vector<SourceFile> product{parse_source("core/a.cpp", ""), parse_source("core/a.hpp", ""),
                                        parse_source("core/b.cpp", ""), parse_source("daemon/main.cpp", ""),
                                        parse_source("sync/api/a.cpp", "")};
  const std::vector<SourceFile> tests{parse_source("tests/core/a_test.cpp", ""),
                                      parse_source("tests/b_test.cpp", ""),
                                      parse_source("tests/sync/api/a_test.cpp", "")};
  constexpr std::array<std::string_view, 1> kExceptions{"daemon/main.cpp"};
  const Pairing pairing = pair_with_tests(product, tests, kExceptions);
  CHECK(pairing.sources == 3);
  CHECK(pairing.without_test == std::vector<std::string>{"core/b.cpp"});
  CHECK(pairing.ratio() == doctest::Approx(2.0 / 3));
  CHECK(Pairing().ratio() == 1);
}

TEST_CASE("a check of the linter that is switched off needs its reason") {
  const SourceFile configuration =
      parse_source(".clang-tidy",
                   "# misc-a: because\n# misc-b:\nChecks: >-\n  -*,\n  misc-*,\n  -misc-a,\n"
                   "  -misc-b,\n  -misc-c\nCheckOptions:\n  - {key: x, value: y}\n");
  CHECK(checks_without_reason(configuration) ==
        std::vector<std::string>{"misc-b is switched off without a reason",
                                 "misc-c is switched off without a reason"});
}
