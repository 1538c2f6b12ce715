#include "sync/reconcile.hpp"

#include <doctest/doctest.h>

#include "sync/backfill.hpp"
#include "sync/notes.hpp"
#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using sync::ReconcileStart;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

// A complete mirror of ten active and five archived threads.
void prepare(EngineRig& rig) {
  for (int id = 1; id <= 15; ++id) {
    auto record = thread(id, rig.clock.now());
    record.archived = id > 10;
    rig.api.put(record);
  }
  REQUIRE(rig.run(sync::backfill(*rig.world, sync::SweepStart::kUnfinishedOrAll, nullptr)));
  rig.clock.advance(1min);
  rig.api.requests.clear();
}

core::Result<sync::ReconcileReport> reconcile(EngineRig& rig, ReconcileStart start = ReconcileStart::kAnew,
                                              bool allow = false) {
  return rig.run(sync::reconcile(*rig.world, {start, allow, {}}));
}

std::string info(const EngineRig& rig, const std::string& key) {
  return rig.cell("SELECT value FROM mirror_info WHERE key = '" + key + "'");
}

// Lets the `number`-th request from now on fail.
void fail_request(EngineRig& rig, int number, core::ErrorCode code = core::ErrorCode::kTimeout) {
  rig.api.on_request = [&rig, code, left = number](const sync::api::PageRequest&) mutable {
    if (--left == 0) rig.api.failures.emplace_back(code, "made up");
  };
}

}  // namespace

// Faults 63, 64.
TEST_CASE("a reconcile finds every silent change, active and archived, and writes nothing else") {
  EngineRig rig;
  prepare(rig);
  rig.api.threads[3].status = "CLOSED";
  rig.api.threads[4].archived = true;
  rig.api.threads[12].archived = false;
  rig.api.threads[5].spam = true;
  rig.api.threads[6].associated_contact_id = "77";
  rig.api.threads.erase(7);
  rig.api.threads.erase(14);
  const auto report = reconcile(rig);
  REQUIRE(report);
  CHECK(report->counters.updated == 5);
  CHECK(report->counters.deleted == 2);
  CHECK(report->counters.inserted == 0);
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE changed_at <> first_seen_at") == "7");
  CHECK(rig.column("SELECT thread_id || field FROM thread_changes ORDER BY thread_id") ==
        std::vector<std::string>{"3status", "4archived", "5spam", "6associated_contact_id", "7deleted_at",
                                 "12archived", "14deleted_at"});
  CHECK(rig.cell("SELECT kind || outcome || threads_seen FROM sync_runs ORDER BY id DESC") ==
        "reconcileok13");
  CHECK(rig.cell("SELECT last_reconcile_at FROM sync_status") == info(rig, "reconcile_completed_at"));
  CHECK(rig.cell("SELECT count(*) FROM sightings") == "0");
}

TEST_CASE("a reconcile of an unchanged mirror writes no thread row and asks for no single thread") {
  EngineRig rig;
  prepare(rig);
  const std::string before = rig.cell("SELECT group_concat(id || changed_at) FROM threads");
  const auto report = reconcile(rig);
  REQUIRE(report);
  CHECK(report->counters.unchanged == 15);
  CHECK(rig.api.lookups.empty());
  CHECK(rig.cell("SELECT group_concat(id || changed_at) FROM threads") == before);
  CHECK(rig.cell("SELECT count(*) FROM thread_changes") == "0");
}

// Fault 34.
TEST_CASE(
    "a tombstone whose thread comes back is cleared by the next reconcile, and both are in the history") {
  EngineRig rig;
  prepare(rig);
  const core::ThreadRecord record = rig.api.threads[7];
  rig.api.threads.erase(7);
  REQUIRE(reconcile(rig));
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "1");
  rig.clock.advance(1min);
  rig.api.put(record);
  REQUIRE(reconcile(rig));
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "0");
  CHECK(rig.cell("SELECT deleted_at IS NULL AND deletion_evidence IS NULL FROM threads WHERE id = 7") == "1");
  CHECK(rig.cell("SELECT count(*) FROM thread_changes WHERE thread_id = 7") == "2");
}

TEST_CASE(
    "cut off at any request, it is not complete, and goes on from its last committed page after a restart") {
  int whole = 0;
  for (int cut = 1; cut < 20; ++cut) {
    CAPTURE(cut);
    EngineRig rig;
    prepare(rig);
    rig.api.threads.erase(2);
    rig.api.threads[13].status = "CLOSED";
    fail_request(rig, cut);
    const bool finished = reconcile(rig).has_value();
    rig.api.on_request = nullptr;
    if (finished) {
      whole = cut;
      break;
    }
    CHECK(info(rig, "reconcile_completed_at").empty());
    CHECK(rig.cell("SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL") == "0");
    CHECK(rig.cell("SELECT outcome || error FROM sync_runs ORDER BY id DESC") == "failedmade up");
    rig.restart();
    rig.api.requests.clear();
    rig.clock.advance(1h);
    REQUIRE(reconcile(rig, ReconcileStart::kResume));
    CHECK(rig.api.requests.size() == static_cast<std::size_t>(5 - cut));
    CHECK(rig.cell("SELECT count(*) FROM threads WHERE id = 2 AND deleted_at IS NOT NULL") == "1");
    CHECK(rig.cell("SELECT status FROM threads WHERE id = 13") == "CLOSED");
    CHECK_FALSE(info(rig, "reconcile_completed_at").empty());
  }
  CHECK(whole == 5);  // nine active threads and five archived ones on pages of three
}

TEST_CASE("begun anew it reads everything again; a leftover of yesterday is begun anew in any case") {
  EngineRig rig;
  prepare(rig);
  fail_request(rig, 4);
  REQUIRE_FALSE(reconcile(rig));
  rig.api.on_request = nullptr;
  rig.api.requests.clear();
  SUBCASE("asked for") { REQUIRE(reconcile(rig, ReconcileStart::kAnew)); }
  SUBCASE("too old") {
    rig.clock.advance(25h);
    REQUIRE(reconcile(rig, ReconcileStart::kResume));
  }
  SUBCASE("from the future, as after a clock that was set back") {
    rig.clock.set_wall_offset(-100h);
    REQUIRE(reconcile(rig, ReconcileStart::kResume));
  }
  CHECK(rig.api.requests.size() == 6);
}

// Fault 58.
TEST_CASE("a listing in a circle is never taken for complete: nothing is marked as deleted") {
  EngineRig rig;
  prepare(rig);
  rig.api.on_request = [&](const sync::api::PageRequest& request) {
    if (request.cursor) rig.api.failures.emplace_back(core::ErrorCode::kCursorLoop, "made up");
  };
  REQUIRE_FALSE(reconcile(rig));
  REQUIRE_FALSE(reconcile(rig, ReconcileStart::kResume));
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "0");
  CHECK(rig.cell("SELECT last_reconcile_at FROM sync_status") == "NULL");
}

// Fault 65.
TEST_CASE("a tripped guard is a failed run and needs attention until a reconcile settles it") {
  EngineRig rig;
  prepare(rig);
  for (int id = 100; id < 300; ++id) rig.api.put(thread(id, rig.clock.now()));
  REQUIRE(reconcile(rig));
  const std::string completed = info(rig, "reconcile_completed_at");
  rig.clock.advance(1min);
  for (int id = 100; id < 300; ++id) rig.api.threads.erase(id);
  const auto report = reconcile(rig);
  REQUIRE(report);
  CHECK(report->mass_delete_guard.value_or("").find("200 of 215 threads") == 0);
  CHECK(rig.cell("SELECT health || ': ' || cause FROM sync_status").find("attention: 200 of 215") == 0);
  CHECK(rig.cell("SELECT outcome FROM sync_runs ORDER BY id DESC") == "failed");
  CHECK(info(rig, "reconcile_completed_at") == completed);
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "0");

  REQUIRE(reconcile(rig, ReconcileStart::kAnew, true));
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "200");
  CHECK(info(rig, "mass_delete_guard").empty());
}

TEST_CASE("a guard that tripped is lifted by itself when the threads are back") {
  EngineRig rig;
  prepare(rig);
  for (int id = 100; id < 300; ++id) rig.api.put(thread(id, rig.clock.now()));
  REQUIRE(reconcile(rig));
  const auto all = rig.api.threads;
  rig.api.threads.clear();
  REQUIRE(reconcile(rig)->mass_delete_guard);
  rig.api.threads = all;
  REQUIRE_FALSE(reconcile(rig)->mass_delete_guard);
  CHECK(info(rig, "mass_delete_guard").empty());
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "0");
}

TEST_CASE("the schedule is stretched by what a sweep costs and by the account's quota") {
  EngineRig rig;
  prepare(rig);
  REQUIRE(reconcile(rig));
  REQUIRE(rig.run(sync::note_reconcile_schedule(*rig.world)));
  CHECK(info(rig, "reconcile_late_after_seconds") == "14400");
  rig.api.counters.rate.daily = 20;  // 6 requests a sweep, 8 a day for sweeps
  REQUIRE(rig.run(sync::note_reconcile_schedule(*rig.world)));
  CHECK(info(rig, "reconcile_late_after_seconds") == std::to_string(3 * 64800 + 3600));
}
