#include "sync/confirmation.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using sync::Fate;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

sync::Confirmation confirm(EngineRig& rig, std::int64_t id) {
  auto found = rig.run(sync::confirm(rig.api, rig.log, id));
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("a thread that is there, active or archived, is alive and brought along") {
  EngineRig rig;
  rig.api.put(thread(1));
  auto archived = thread(2);
  archived.archived = true;
  rig.api.put(archived);
  const auto first = confirm(rig, 1);
  CHECK(first.fate == Fate::kAlive);
  CHECK(first.thread->id == 1);
  CHECK(first.requests == 1);
  CHECK(confirm(rig, 2).thread == archived);
}

// Fault 34.
TEST_CASE("a thread is gone only after 404 in both modes") {
  EngineRig rig;
  const auto found = confirm(rig, 1);
  CHECK(found.fate == Fate::kGone);
  CHECK(rig.api.lookups == std::vector<std::pair<std::int64_t, bool>>{{1, false}, {1, true}, {1, false}});
  CHECK(found.requests == 3);
}

TEST_CASE("the requests of a confirmation are those that its questions really took") {
  EngineRig rig;
  rig.api.requests_a_lookup = 4;
  CHECK(confirm(rig, 1).requests == 12);
}

TEST_CASE("a thread that is restored between the two questions is not taken for gone") {
  EngineRig rig;
  auto record = thread(1);
  record.archived = true;
  rig.api.put(record);
  rig.api.on_lookup = [&](std::int64_t, bool archived) {
    if (archived) rig.api.threads[1].archived = false;
  };
  CHECK(confirm(rig, 1).fate == Fate::kAlive);
}

TEST_CASE("an answer that can't be used says nothing about the thread; a broken way fails the whole") {
  EngineRig rig;
  rig.api.lookup_failures = {core::Error(core::ErrorCode::kBadResponse, "no JSON")};
  CHECK(confirm(rig, 1).fate == Fate::kUnclear);
  rig.api.lookup_failures = {core::Error(core::ErrorCode::kTimeout, "slow")};
  const auto failed = rig.run(sync::confirm(rig.api, rig.log, 1));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == core::ErrorCode::kTimeout);
}
