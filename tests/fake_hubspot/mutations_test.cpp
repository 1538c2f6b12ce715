#include "tests/fake_hubspot/mutations.hpp"

#include <doctest/doctest.h>

#include "tests/fake_hubspot/generator.hpp"

using namespace threadmirror::fake_hubspot;
using std::chrono::milliseconds;
using threadmirror::core::SeededRandom;
using threadmirror::core::Timestamp;

namespace {

const Timestamp kNow = *Timestamp::parse("2026-11-22T12:00:00Z");

Thread one(std::int64_t id) {
  Thread t;
  t.id = id;
  t.contact = 7;
  t.inbox = inbox_number(0);
  t.created = 1000;
  t.latest = t.received = 2000;
  return t;
}

struct Fixture {
  World world{{one(5)}};
  SeededRandom random{1};

  Thread after(MutationKind kind, Timestamp now = kNow) {
    REQUIRE(apply(world, {.kind = kind, .id = 5, .at = {}}, random, now).value() == 5);
    return *world.truth(5);
  }
};

}  // namespace

TEST_CASE("every mutation has a name of its own") {
  CHECK(mutation_names().size() == 16);
  for (const auto name : mutation_names()) CHECK(to_string(mutation_kind(name).value()) == name);
  CHECK_FALSE(mutation_kind("explode"));
}

TEST_CASE_FIXTURE(Fixture, "messages move their timestamps, and a customer's reopens") {
  const Thread closed = after(MutationKind::kClose);
  CHECK_FALSE(closed.open);
  CHECK(closed.closed == kNow.unix_ms());
  const Thread sent = after(MutationKind::kOutgoing);
  CHECK(sent.latest == kNow.unix_ms());
  CHECK(sent.sent == kNow.unix_ms());
  CHECK(sent.received == 2000);
  CHECK_FALSE(sent.open);
  const Thread received = after(MutationKind::kIncoming, kNow + milliseconds(5));
  CHECK(received.latest == kNow.unix_ms() + 5);
  CHECK(received.received == kNow.unix_ms() + 5);
  CHECK(received.open);
  CHECK(received.closed == kNoTime);
}

// Plays faults 63, 64.
TEST_CASE_FIXTURE(Fixture, "silent changes leave latestMessageTimestamp alone") {
  for (const auto kind : {MutationKind::kClose, MutationKind::kReopen, MutationKind::kAssign,
                          MutationKind::kMoveInbox, MutationKind::kSpam, MutationKind::kArchive,
                          MutationKind::kRestore, MutationKind::kTicket, MutationKind::kMergeContact}) {
    const Thread before = *world.truth(5);
    const Thread changed = after(kind);
    CAPTURE(to_string(kind));
    CHECK(changed.latest == 2000);
    CHECK(changed != before);
  }
}

// Plays fault 62.
TEST_CASE_FIXTURE(Fixture, "a back-dated thread is new and its message long past") {
  const auto id = apply(world, {.kind = MutationKind::kBackDated, .id = {}, .at = {}}, random, kNow);
  const Thread t = *world.truth(id.value());
  CHECK(t.created == kNow.unix_ms());
  CHECK(t.latest < (kNow - std::chrono::hours(24 * 29)).unix_ms());
}

// Plays fault 66.
TEST_CASE_FIXTURE(Fixture, "a thread can be stamped 2099") {
  const auto id = apply(world, {.kind = MutationKind::kFutureStamped, .id = {}, .at = {}}, random, kNow);
  CHECK(Timestamp::from_unix_ms(world.truth(id.value())->latest).to_string().starts_with("2099-"));
}

// Plays fault 67.
TEST_CASE_FIXTURE(Fixture, "an older version is served after the newer one") {
  after(MutationKind::kIncoming);
  CHECK(world.served(5)->latest == kNow.unix_ms());
  REQUIRE(apply(world, {.kind = MutationKind::kServeOlder, .id = {}, .lag = milliseconds(100), .at = {}},
                random, kNow));
  CHECK(world.served(5)->latest == 2000);
  CHECK(world.truth(5)->latest == kNow.unix_ms());
  world.advance(kNow + milliseconds(100));
  CHECK(world.served(5)->latest == kNow.unix_ms());
}

TEST_CASE_FIXTURE(Fixture, "a lagging message shows later") {
  const Mutation late{.kind = MutationKind::kIncoming, .id = 5, .lag = milliseconds(100), .at = {}};
  REQUIRE(apply(world, late, random, kNow));
  CHECK(world.served(5)->latest == 2000);
  CHECK(world.truth(5)->latest == kNow.unix_ms());
}

TEST_CASE_FIXTURE(Fixture, "a deleted thread is gone, and nothing can happen to it") {
  REQUIRE(apply(world, {.kind = MutationKind::kDelete, .id = 5, .at = {}}, random, kNow));
  CHECK_FALSE(world.truth(5));
  for (const auto kind : {MutationKind::kDelete, MutationKind::kIncoming, MutationKind::kServeOlder}) {
    CHECK_FALSE(apply(world, {.kind = kind, .id = 5, .at = {}}, random, kNow));
    CHECK_FALSE(apply(world, {.kind = kind, .id = {}, .at = {}}, random, kNow));
  }
}

TEST_CASE_FIXTURE(Fixture, "a random thread is one that the change is possible for") {
  const auto at_random = [&](MutationKind kind) {
    return apply(world, {.kind = kind, .id = {}, .at = {}}, random, kNow).has_value();
  };
  CHECK_FALSE(at_random(MutationKind::kReopen));
  CHECK_FALSE(at_random(MutationKind::kRestore));
  CHECK(at_random(MutationKind::kArchive));
  CHECK_FALSE(at_random(MutationKind::kIncoming));
  CHECK(at_random(MutationKind::kRestore));
  CHECK(at_random(MutationKind::kIncoming));
}
