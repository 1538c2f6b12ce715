#include "tests/fake_hubspot/living_world.hpp"

#include <doctest/doctest.h>

#include "tests/fake_hubspot/generator.hpp"

using namespace threadmirror::fake_hubspot;
using std::chrono::milliseconds;
using threadmirror::core::Timestamp;

namespace {

const Timestamp kNow = *Timestamp::parse("2026-11-22T12:00:00Z");

World made() { return World(generate({.threads = 500, .now = kNow})); }

std::vector<Thread> truth(const World& world) {
  std::vector<Thread> threads;
  TruthReader reader(world);
  while (const Thread* t = reader.next()) threads.push_back(*t);
  return threads;
}

}  // namespace

TEST_CASE("the pace is kept, however often the hands are moved") {
  for (const int step : {10, 50, 333, 1000}) {
    World world = made();
    LivingWorld living(1);
    Paces paces;
    paces[MutationKind::kIncoming] = 7;
    living.set_paces(paces, kNow);
    for (int ms = step; ms <= 10000; ms += step) living.advance(world, kNow + milliseconds(ms));
    CAPTURE(step);
    CHECK(living.operations() >= 69);
    CHECK(living.operations() <= 70);
  }
}

TEST_CASE("the same seed makes the same life") {
  std::vector<Thread> lives[2];
  for (auto& life : lives) {
    World world = made();
    LivingWorld living(9);
    living.set_paces(Paces::mixture(100), kNow);
    for (int ms = 50; ms <= 20000; ms += 50) living.advance(world, kNow + milliseconds(ms));
    life = truth(world);
  }
  CHECK(lives[0] == lives[1]);
  CHECK(lives[0] != truth(made()));
}

TEST_CASE("nothing happens without paces, while paused, and for the time of a pause") {
  World world = made();
  LivingWorld living(1);
  living.advance(world, kNow);
  living.advance(world, kNow + std::chrono::hours(1));
  CHECK(living.operations() == 0);
  living.set_paces(Paces::mixture(10), kNow);
  living.pause();
  living.advance(world, kNow + std::chrono::hours(1));
  CHECK(living.operations() == 0);
  living.resume(kNow + std::chrono::hours(1));
  living.advance(world, kNow + std::chrono::hours(1) + milliseconds(1000));
  CHECK(living.operations() >= 1);
  CHECK(living.operations() <= 12);
}

TEST_CASE("events carry times between the two looks, none in the future") {
  World world = made();
  LivingWorld living(1);
  Paces paces;
  paces[MutationKind::kNewThread] = 10;
  living.set_paces(paces, kNow);
  living.advance(world, kNow + milliseconds(1000));
  int fresh = 0;
  for (const Thread& t : truth(world)) {
    if (t.created <= kNow.unix_ms()) continue;
    ++fresh;
    CHECK(t.created <= kNow.unix_ms() + 1000);
  }
  CHECK(fresh == 10);
}

TEST_CASE("a reply to nobody's thread is followed by its assignment") {
  Thread lonely;
  lonely.id = 1;
  lonely.created = lonely.latest = 1000;
  World world({lonely});
  LivingWorld living(1);
  Paces paces;
  paces[MutationKind::kOutgoing] = 1;
  living.set_paces(paces, kNow);
  living.advance(world, kNow + milliseconds(1000));
  CHECK(world.truth(1)->latest == kNow.unix_ms() + 1000);
  CHECK(world.truth(1)->assignee == 0);
  living.set_paces({}, kNow + milliseconds(1000));
  living.advance(world, kNow + milliseconds(1199));
  CHECK(world.truth(1)->assignee == 0);
  living.advance(world, kNow + milliseconds(1200));
  CHECK(world.truth(1)->assignee != 0);
  CHECK(world.truth(1)->latest == kNow.unix_ms() + 1000);
}

TEST_CASE("a long absence does not become a flood") {
  World world = made();
  LivingWorld living(1);
  living.set_paces(Paces::mixture(1000), kNow);
  living.advance(world, kNow + std::chrono::hours(24));
  CHECK(living.operations() <= 20000);
}
