#include "tests/simulation/memory_file.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/simulation/dice.hpp"

using namespace threadmirror::simulation;

namespace {

std::string content(const MemoryFile& file) {
  std::string bytes(file.size(), '?');
  file.read(bytes.data(), bytes.size(), 0);
  return bytes;
}

}  // namespace

TEST_CASE("a file holds what was written, with zeros in its gaps") {
  MemoryFile file;
  file.write("abc", 2);
  file.write("X", 3);
  CHECK(content(file) == std::string("\0\0aXc", 5));
  file.truncate(3);
  CHECK(content(file) == std::string("\0\0a", 3));
  char byte = 0;
  CHECK(file.read(&byte, 1, 3) == 0);
}

TEST_CASE("what was synced survives every power cut, what was not survives some") {
  bool seen_old = false, seen_new = false, seen_torn = false;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    MemoryFile file;
    file.expect_power_cuts(true);
    file.write("aaaa", 0);
    file.sync();
    file.write("bbbb", 0);
    FastRandom dice(seed);
    file.lose_power(dice);
    seen_old = seen_old || content(file) == "aaaa";
    seen_new = seen_new || content(file) == "bbbb";
    seen_torn = seen_torn || content(file) == "aabb" || content(file) == "bbaa";
    CHECK(file.unsynced() == 0);
  }
  CHECK(seen_old);
  CHECK(seen_new);
  CHECK(seen_torn);
}

TEST_CASE("a power cut may take back a truncation, and a write that made the file longer") {
  bool seen_long = false, seen_short = false;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    MemoryFile file;
    file.expect_power_cuts(true);
    file.write("abcdef", 0);
    file.sync();
    file.truncate(2);
    FastRandom dice(seed);
    file.lose_power(dice);
    seen_long = seen_long || content(file) == "abcdef";
    seen_short = seen_short || content(file) == "ab";
  }
  CHECK(seen_long);
  CHECK(seen_short);
}
