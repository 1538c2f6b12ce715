#include "tests/house/faults.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace threadmirror::tests::house;

namespace {
FaultMarks marks_of(const std::string& path, const std::string& text) {
  const std::vector<SourceFile> files{parse_source(path, text)};
  return find_marks(files);
}
}  // namespace

// The marks below are cut in two, so that they don't count for this file itself.
#define MARK "// Fault"

TEST_CASE("marks above test cases are collected") {
  const FaultMarks marks = marks_of("tests/a_test.cpp", MARK
                                    " 7.\nTEST_CASE(\"x\") {\n  " MARK " 8.\n  SUBCASE(\"y\") {}\n}\n" MARK
                                    "s 42, 43.\n// Some words.\nTEST_CASE_FIXTURE(F, \"z\") {}\n");
  CHECK(marks.numbers == std::set<int>{7, 8, 42, 43});
  CHECK(marks.complaints.empty());
}

TEST_CASE("a mark above anything but a test is refused") {
  for (const std::string below : {"", "\n", "int x;\n", "\nTEST_CASE(\"x\") {}\n"}) {
    CAPTURE(below);
    const FaultMarks marks = marks_of("tests/a_test.cpp", MARK " 7.\n" + below);
    CHECK(marks.numbers.empty());
    CHECK(marks.complaints.size() == 1);
  }
}

TEST_CASE("a mark in another form is refused, prose is left alone") {
  for (const std::string form : {" 7\n", "s 7-9.\n", "s 7 and 8.\n", " 7, 8.\n", "s 7.\n", "7.\n"}) {
    CAPTURE(form);
    const FaultMarks marks = marks_of("tests/a_test.cpp", MARK + form + "TEST_CASE(\"x\") {}\n");
    CHECK(marks.numbers.empty());
    CHECK(marks.complaints.size() == 1);
  }
  CHECK(marks_of("tests/a.cpp", MARK "s on request.\n").complaints.empty());
}

TEST_CASE("scripts mark with their own comment sign") {
  const FaultMarks marks = marks_of("tests/a.sh", "# Fault 91.\nrun\n" MARK " 92.\n");
  CHECK(marks.numbers == std::set<int>{91});
}

TEST_CASE("the pending list is numbers with words behind them") {
  CHECK(parse_numbers("# heading 9\n\n1\n22 main loop\n") == std::set<int>{1, 22});
  CHECK(parse_numbers("").empty());
}

TEST_CASE("every number has a test or is pending, never both, and is on the list") {
  CHECK(compare_faults({1, 2}, {3}, 3).empty());
  CHECK(compare_faults({1}, {3}, 3) == std::vector<std::string>{"fault 2 has no test"});
  CHECK(compare_faults({1, 2, 3}, {3}, 3) ==
        std::vector<std::string>{"fault 3 has a test: take it off the pending list"});
  CHECK(compare_faults({1, 4}, {0}, 1) ==
        std::vector<std::string>{"fault 4 is not on the list", "fault 0 is not on the list"});
}
