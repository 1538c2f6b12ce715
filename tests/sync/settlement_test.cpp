#include "sync/settlement.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

// A mirror of `count` threads, all of them upstream too, at the begin of a reconcile that has seen none.
void prepare(EngineRig& rig, int count) {
  storage::PageCommit page;
  for (int id = 1; id <= count; ++id) {
    page.threads.push_back(thread(id));
    rig.api.put(thread(id));
  }
  page.observed_at = rig.clock.now();
  REQUIRE(rig.store->commit(page));
  rig.clock.advance(std::chrono::seconds(1));
  storage::PageCommit begin;
  begin.sightings = storage::Sightings::kBegin;
  begin.observed_at = rig.clock.now();
  REQUIRE(rig.store->commit(begin));
}

void sight(EngineRig& rig, std::vector<core::ThreadRecord> threads) {
  storage::PageCommit page;
  page.threads = std::move(threads);
  page.observed_at = rig.clock.now();
  REQUIRE(rig.store->commit(page));
}

struct Collector final : sync::DifferenceSink {
  void take(const storage::Difference& difference) override { differences.push_back(difference); }
  std::vector<storage::Difference> differences;
};

core::Result<sync::Settlement> settle(EngineRig& rig, bool allow = false,
                                      sync::DifferenceSink* sink = nullptr) {
  storage::Run run;
  run.kind = storage::RunKind::kReconcile;
  run.started_at = rig.clock.now();
  return rig.run(sync::settle_missing(*rig.world, allow, run, {nullptr, sink}));
}

std::string tombstones(const EngineRig& rig) {
  return rig.cell("SELECT coalesce(group_concat(id), '') FROM threads WHERE deleted_at IS NOT NULL");
}

}  // namespace

// Fault 34.
TEST_CASE(
    "what was not sighted is asked for one by one: the dead get tombstones, the living their new state") {
  EngineRig rig;
  prepare(rig, 4);
  sight(rig, {thread(1)});
  rig.api.threads.erase(2);
  rig.api.threads[3].status = "CLOSED";
  Collector found;
  const auto settled = settle(rig, false, &found);
  REQUIRE(settled);
  CHECK_FALSE(settled->mass_delete_guard);
  CHECK(tombstones(rig) == "2");
  CHECK(rig.cell("SELECT deletion_evidence FROM threads WHERE id = 2").find("404") != std::string::npos);
  CHECK(rig.cell("SELECT status FROM threads WHERE id = 3") == "CLOSED");
  CHECK(rig.api.lookups.size() == 5);  // nothing was asked about thread 1
  CHECK(rig.cell("SELECT kind || requests || ' ' || updated || ' ' || deleted FROM sync_runs") ==
        "reconcile5 1 1");
  REQUIRE(found.differences.size() == 2);
  CHECK(found.differences[0].id == 3);
  CHECK(found.differences[1] == storage::Difference{2, storage::DifferenceKind::kExtra, {}});
}

// Fault 65.
TEST_CASE(
    "too many missing threads are not believed: nothing is asked, nothing is marked, until it is allowed") {
  EngineRig rig;
  prepare(rig, 120);
  rig.api.threads.clear();
  const auto guarded = settle(rig);
  REQUIRE(guarded);
  CHECK(guarded->mass_delete_guard.value_or("").find("120 of 120") == 0);
  CHECK(rig.api.lookups.empty());
  CHECK(tombstones(rig) == "");
  const auto allowed = settle(rig, true);
  REQUIRE(allowed);
  CHECK_FALSE(allowed->mass_delete_guard);
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL") == "120");
  CHECK(rig.cell("SELECT count(*) FROM thread_changes WHERE field = 'deleted_at'") == "120");
}

// Found by the simulation: with a used-up retry budget each attempt ended at the same 429.
TEST_CASE("cut off in the middle it keeps what it has found out, and goes on with what is left") {
  EngineRig rig;
  prepare(rig, 100);
  rig.api.threads.clear();
  rig.api.on_lookup = [&](std::int64_t id, bool) {
    if (id == 70) rig.api.lookup_failures = {core::Error(core::ErrorCode::kTimeout, "slow")};
  };
  REQUIRE_FALSE(settle(rig));
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL") == "69");
  rig.api.on_lookup = nullptr;
  rig.api.lookup_failures.clear();
  rig.api.lookups.clear();
  REQUIRE(settle(rig));
  CHECK(rig.api.lookups.size() == 31 * 3);
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL") == "100");
}

TEST_CASE("a thread that another request shows meanwhile is not marked") {
  EngineRig rig;
  prepare(rig, 2);
  rig.api.threads.clear();
  rig.api.on_lookup = [&](std::int64_t id, bool) {
    if (id == 2) sight(rig, {thread(1)});
  };
  REQUIRE(settle(rig));
  CHECK(tombstones(rig) == "2");
}

TEST_CASE("an unclear answer leaves the row as it is") {
  EngineRig rig;
  prepare(rig, 1);
  rig.api.lookup_failures = {core::Error(core::ErrorCode::kBadResponse, "no JSON")};
  REQUIRE(settle(rig));
  CHECK(tombstones(rig) == "");
}

TEST_CASE("a thread that was moved into an inbox that is not mirrored ends as a tombstone that says so") {
  EngineRig rig(sync::EngineOptions{.inbox_ids = {1}});
  prepare(rig, 3);
  sight(rig, {thread(1)});
  rig.api.threads[2].inbox_id = "9";
  REQUIRE(settle(rig));
  CHECK(tombstones(rig) == "2");
  CHECK(rig.cell("SELECT deletion_evidence FROM threads WHERE id = 2").find("inbox 9") != std::string::npos);
}

TEST_CASE("rows of inboxes that are mirrored no longer end as tombstones without a question") {
  EngineRig rig;
  prepare(rig, 3);
  rig.restart(sync::EngineOptions{.inbox_ids = {7}});
  REQUIRE(settle(rig));
  CHECK(tombstones(rig) == "1,2,3");
  CHECK(rig.api.lookups.empty());
}

TEST_CASE("progress tells how many of the missing threads have been asked for") {
  EngineRig rig;
  prepare(rig, 60);
  rig.api.threads.clear();
  std::vector<std::string> notes;
  sync::Progress progress;
  rig.api.on_lookup = [&](std::int64_t, bool) {
    if (notes.empty() || notes.back() != progress.note) notes.push_back(progress.note);
  };
  storage::Run run;
  run.kind = storage::RunKind::kReconcile;
  REQUIRE(rig.run(sync::settle_missing(*rig.world, false, run, {&progress, nullptr})));
  CHECK(notes ==
        std::vector<std::string>{"asked for 0 of 60 missing threads", "asked for 50 of 60 missing threads"});
}
