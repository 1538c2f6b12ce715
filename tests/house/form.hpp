// The outer form of product files: length, headers, and a test for each source file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_file.hpp"

namespace threadmirror::tests::house {

// The files with more than `limit` lines.
std::vector<std::string> too_long(std::span<const SourceFile> files, std::size_t limit);

// The headers that don't open with a comment on their purpose, or lack `#pragma once`.
std::vector<std::string> malformed_headers(std::span<const SourceFile> files);

// The checks that a clang-tidy configuration switches off ("-bugprone-x,") without a line "# bugprone-x:
// why".
std::vector<std::string> checks_without_reason(const SourceFile& configuration);

struct Pairing {
  std::size_t sources = 0;                // .cpp files that need a test
  std::vector<std::string> without_test;  // of these, the ones without "tests/<folder>/<name>_test.cpp"

  // The part that has a test, 0 to 1.
  double ratio() const;
};
Pairing pair_with_tests(std::span<const SourceFile> product, std::span<const SourceFile> tests,
                        std::span<const std::string_view> exceptions);

}  // namespace threadmirror::tests::house
