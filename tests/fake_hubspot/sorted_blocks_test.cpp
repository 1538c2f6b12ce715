#include "tests/fake_hubspot/sorted_blocks.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/random.hpp"

using threadmirror::core::SeededRandom;
using threadmirror::fake_hubspot::SortedBlocks;

namespace {

void check_same(const SortedBlocks<int>& blocks, const std::set<int>& model) {
  REQUIRE(blocks.size() == model.size());
  auto at = blocks.begin();
  std::size_t rank = 0;
  for (const int key : model) {
    REQUIRE_FALSE(blocks.is_end(at));
    REQUIRE(blocks.at_position(at) == key);
    REQUIRE(blocks.rank(at) == rank);
    REQUIRE(blocks.at_rank(rank) == at);
    at = blocks.next(at);
    ++rank;
  }
  CHECK(blocks.is_end(at));
  CHECK(blocks.is_end(blocks.at_rank(model.size())));
}

}  // namespace

TEST_CASE("sorted blocks behave as a set through many insertions and removals") {
  SeededRandom random(7);
  SortedBlocks<int> blocks;
  std::set<int> model;
  for (int step = 0; step < 20000; ++step) {
    const int key = static_cast<int>(random.next() % 5000);
    if (random.next() % 3 != 0) {
      REQUIRE(blocks.insert(key) == model.insert(key).second);
    } else {
      REQUIRE(blocks.erase(key) == (model.erase(key) == 1));
    }
  }
  check_same(blocks, model);
  for (int key = -1; key <= 5000; ++key) {
    const auto lower = model.lower_bound(key);
    const auto found = blocks.lower_bound(key);
    REQUIRE(blocks.is_end(found) == (lower == model.end()));
    if (lower != model.end()) REQUIRE(blocks.at_position(found) == *lower);
    const auto upper = model.upper_bound(key);
    const auto above = blocks.upper_bound(key);
    REQUIRE(blocks.is_end(above) == (upper == model.end()));
    if (upper != model.end()) REQUIRE(blocks.at_position(above) == *upper);
  }
}

TEST_CASE("assigned keys replace what was there, also by nothing") {
  SortedBlocks<int> blocks;
  std::vector<int> keys;
  for (int i = 0; i < 2000; ++i) keys.push_back(i * 2);
  blocks.assign(keys);
  check_same(blocks, {keys.begin(), keys.end()});
  blocks.assign({});
  CHECK(blocks.size() == 0);
  CHECK(blocks.is_end(blocks.begin()));
  CHECK(blocks.is_end(blocks.lower_bound(5)));
  CHECK_FALSE(blocks.erase(5));
  CHECK(blocks.insert(5));
  check_same(blocks, {5});
}

TEST_CASE("removing every key one by one leaves an empty set") {
  SortedBlocks<int> blocks;
  for (int i = 0; i < 3000; ++i) blocks.insert(i);
  for (int i = 0; i < 3000; ++i) REQUIRE(blocks.erase(i));
  CHECK(blocks.size() == 0);
  CHECK(blocks.is_end(blocks.begin()));
}
