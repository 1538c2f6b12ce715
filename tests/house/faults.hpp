// The list of faults to survive, numbered, against the tests that name them.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_file.hpp"

namespace threadmirror::tests::house {

struct FaultMarks {
  std::set<int> numbers;                // of faults that have a test
  std::vector<std::string> complaints;  // marks that can't be read or stand above no test
};

// Collects the marks: in C++ a comment line `// Fault 43.` or `// Faults 42, 43.` right above a test case (or
// above further comment lines that lead to it), in scripts a line `# Fault 43.`.
FaultMarks find_marks(std::span<const SourceFile> tests);

// The numbers at the beginning of the lines of `text`; empty lines and lines that begin with "#" don't count.
std::set<int> parse_numbers(std::string_view text);

// What is wrong: a number from 1 to `last` with neither test nor entry in `pending`, an entry that has a test
// by now, a number that the list does not have.
std::vector<std::string> compare_faults(const std::set<int>& tested, const std::set<int>& pending, int last);

}  // namespace threadmirror::tests::house
