// The rules of the house, held against the real tree.
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/cycles.hpp"
#include "tests/house/faults.hpp"
#include "tests/house/form.hpp"
#include "tests/house/layers.hpp"
#include "tests/house/source_file.hpp"

using namespace threadmirror::tests::house;

namespace {

const std::filesystem::path kRoot = THREADMIRROR_SOURCE_TREE;
constexpr std::array<std::string_view, 1> kTests{"tests"};
constexpr std::array<std::string_view, 5> kTestEndings{".cpp", ".hpp", ".sh", ".py", ".bats"};
constexpr int kLastFault = 101;
constexpr std::size_t kLongestFile = 300;
constexpr double kLeastPaired = 0.85;

// Sources without a logic of their own to test.
constexpr std::array<std::string_view, 2> kWithoutTest{
    "daemon/main.cpp",           // joins what the libraries do; the tests of the whole program run it
    "sync/http/boost_impl.cpp",  // compiles Asio and Beast, nothing else
};

std::vector<SourceFile> product() { return read_tree(kRoot, product_folders()); }

std::string lines(const std::vector<std::string>& complaints) {
  std::string text;
  for (const std::string& complaint : complaints) text += "\n  " + complaint;
  return text;
}

void check_none(const std::vector<std::string>& complaints) {
  CHECK_MESSAGE(complaints.empty(), lines(complaints));
}

}  // namespace

TEST_CASE("the tree is found") { CHECK(product().size() > 50); }

TEST_CASE("includes point one way") { check_none(wrong_directions(product())); }

TEST_CASE("third-party and I/O headers stay at home") { check_none(misplaced_headers(product())); }

TEST_CASE("clock, sleep, environment and entropy are touched in few places") {
  check_none(misplaced_effects(product()));
}

TEST_CASE("no files and no folders include each other in a circle") {
  check_none(find_circle(file_graph(product())));
  check_none(find_circle(folder_graph(product())));
}

TEST_CASE("no product file is too long, every header says its purpose") {
  check_none(too_long(product(), kLongestFile));
  check_none(malformed_headers(product()));
}

TEST_CASE("every check that the linter leaves out has its reason") {
  std::ifstream file(kRoot / ".clang-tidy");
  REQUIRE(file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  check_none(checks_without_reason(parse_source(".clang-tidy", text)));
}

TEST_CASE("nearly every source has a test of its name") {
  const Pairing pairing = pair_with_tests(product(), read_tree(kRoot, kTests), kWithoutTest);
  MESSAGE((pairing.sources - pairing.without_test.size()), " of ", pairing.sources,
          " sources have a test of their name; without:", lines(pairing.without_test));
  CHECK(pairing.ratio() >= kLeastPaired);
}

TEST_CASE("every fault to survive has a test, or is admitted as pending") {
  const FaultMarks marks = find_marks(read_files(kRoot, kTests, kTestEndings));
  check_none(marks.complaints);
  std::ifstream file(kRoot / "tests/house/faults_pending.txt");
  REQUIRE(file);
  const std::string pending{std::istreambuf_iterator<char>(file), {}};
  check_none(compare_faults(marks.numbers, parse_numbers(pending), kLastFault));
}
