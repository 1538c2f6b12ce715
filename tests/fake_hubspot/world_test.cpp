#include "tests/fake_hubspot/world.hpp"

#include <doctest/doctest.h>

#include "tests/fake_hubspot/generator.hpp"

using namespace threadmirror::fake_hubspot;
using threadmirror::core::SeededRandom;
using threadmirror::core::Timestamp;

namespace {

Thread thread(std::int64_t id, std::int64_t latest = 1000, bool archived = false) {
  Thread t;
  t.id = id;
  t.created = 1;
  t.latest = latest;
  t.archived = archived;
  return t;
}

std::vector<std::int64_t> listed(const World& world, const Index& index) {
  std::vector<std::int64_t> ids;
  for (auto at = index.begin(); !index.is_end(at); at = index.next(at)) {
    ids.push_back(world.at(index.at_position(at).slot).id);
  }
  return ids;
}

std::vector<std::int64_t> truth(const World& world, std::int64_t after = 0) {
  std::vector<std::int64_t> ids;
  TruthReader reader(world, after);
  while (const Thread* t = reader.next()) ids.push_back(t->id);
  return ids;
}

Timestamp at(std::int64_t ms) { return Timestamp::from_unix_ms(ms); }
using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("ids are listed as numbers or as text") {
  World world({thread(9), thread(10), thread(100), thread(1), thread(20)});
  CHECK(listed(world, world.ids(false)) == Ids{1, 9, 10, 20, 100});
  world.set_orders({.ids = IdOrder::kText});
  CHECK(listed(world, world.ids(false)) == Ids{1, 10, 100, 20, 9});
  CHECK(truth(world) == Ids{1, 9, 10, 20, 100});
  World large({thread(999'999'999), thread(10'000'000'000), thread(923'000'000)});
  large.set_orders({.ids = IdOrder::kText});
  CHECK(listed(large, large.ids(false)) == Ids{10'000'000'000, 923'000'000, 999'999'999});
}

TEST_CASE("ties are listed in the order that is asked for") {
  World world({thread(3, 50), thread(1, 50), thread(2, 50), thread(4, 10)});
  CHECK(listed(world, world.times(false)) == Ids{4, 1, 2, 3});
  world.set_orders({.ties = TieOrder::kDescending});
  CHECK(listed(world, world.times(false)) == Ids{4, 3, 2, 1});
  world.set_orders({.ties = TieOrder::kShuffled});
  CHECK(listed(world, world.times(false)).front() == 4);
  CHECK(listed(world, world.times(false)).size() == 4);
}

TEST_CASE("threads without a timestamp are omitted, first or last") {
  World world({thread(1, kNoTime), thread(2, 10)});
  CHECK(listed(world, world.times(false)) == Ids{2});
  world.set_orders({.untimed = Untimed::kFirst});
  CHECK(listed(world, world.times(false)) == Ids{1, 2});
  world.set_orders({.untimed = Untimed::kLast});
  CHECK(listed(world, world.times(false)) == Ids{2, 1});
}

TEST_CASE("a coarse unit makes neighbours equal") {
  World world({thread(2, 1100), thread(1, 1900), thread(3, 900)});
  CHECK(listed(world, world.times(false)) == Ids{3, 2, 1});
  world.set_orders({.time_unit_ms = 1000});
  CHECK(listed(world, world.times(false)) == Ids{3, 1, 2});
}

TEST_CASE("archiving moves a thread to the other listings") {
  World world({thread(1), thread(2)});
  world.put(thread(1, 1000, true));
  CHECK(listed(world, world.ids(false)) == Ids{2});
  CHECK(listed(world, world.ids(true)) == Ids{1});
  CHECK(listed(world, world.times(true)) == Ids{1});
  CHECK(world.size() == 2);
  world.put(thread(1));
  CHECK(listed(world, world.ids(false)) == Ids{1, 2});
  CHECK(listed(world, world.ids(true)).empty());
  CHECK(listed(world, world.times(true)).empty());
}

TEST_CASE("an archived thread that is deleted leaves its listings") {
  World world({thread(1, 1000, true), thread(2, 1000, true)});
  REQUIRE(world.erase(1));
  CHECK(listed(world, world.ids(true)) == Ids{2});
  CHECK(listed(world, world.times(true)) == Ids{2});
}

TEST_CASE("a change that lags is true at once and served later") {
  World world({thread(1, 10), thread(2, 20)});
  world.put(thread(1, 99), at(500));
  CHECK(world.served(1)->latest == 10);
  CHECK(world.truth(1)->latest == 99);
  CHECK(listed(world, world.times(false)) == Ids{1, 2});
  world.advance(at(499));
  CHECK(world.served(1)->latest == 10);
  world.advance(at(500));
  CHECK(world.served(1)->latest == 99);
  CHECK(listed(world, world.times(false)) == Ids{2, 1});
  CHECK(world.lagging() == 0);
}

TEST_CASE("a creation and a deletion that lag are in the truth and not yet in the listings") {
  World world({thread(1), thread(2)});
  world.put(thread(3), at(500));
  REQUIRE(world.erase(1, at(500)));
  CHECK(listed(world, world.ids(false)) == Ids{1, 2});
  CHECK(truth(world) == Ids{2, 3});
  CHECK(truth(world, 2) == Ids{3});
  CHECK(world.size() == 2);
  CHECK_FALSE(world.truth(1));
  world.advance(at(500));
  CHECK(listed(world, world.ids(false)) == Ids{2, 3});
  CHECK(truth(world) == Ids{2, 3});
}

TEST_CASE("an older version is served for its time and the truth stays") {
  World world({thread(1, 10)});
  CHECK_FALSE(world.serve_previous(1, at(500)));
  world.put(thread(1, 20));
  REQUIRE(world.serve_previous(1, at(500)));
  CHECK(world.served(1)->latest == 10);
  CHECK(world.truth(1)->latest == 20);
  world.advance(at(500));
  CHECK(world.served(1)->latest == 20);
}

TEST_CASE("deleted threads are gone and their place is used again") {
  World world({thread(1), thread(2)});
  CHECK(world.erase(1));
  CHECK_FALSE(world.erase(1));
  CHECK(world.served(1) == nullptr);
  world.put(thread(7));
  CHECK(truth(world) == Ids{2, 7});
  world.set_orders({.ids = IdOrder::kText});
  CHECK(listed(world, world.ids(false)) == Ids{2, 7});
}

TEST_CASE("new ids are above all others, those of deleted threads included") {
  World world({thread(5), thread(900)});
  SeededRandom random(1);
  world.erase(900);
  for (int i = 0; i < 100; ++i) {
    const std::int64_t id = world.next_id(random);
    REQUIRE(id > 900);
    REQUIRE_FALSE(world.truth(id));
    world.put(thread(id));
  }
}

TEST_CASE("a world of no threads answers everything") {
  World world({});
  SeededRandom random(1);
  CHECK(world.size() == 0);
  CHECK(world.served(1) == nullptr);
  CHECK_FALSE(world.any(random));
  CHECK_FALSE(world.any_changed(random));
  CHECK(truth(world).empty());
}
