#include "sync/backfill.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

// 10 active threads and 5 archived ones, in inboxes 1 and 2.
void populate(EngineRig& rig) {
  for (int id = 1; id <= 15; ++id) {
    auto record = thread(id, rig.clock.now());
    record.archived = id > 10;
    record.inbox_id = std::to_string(1 + id % 2);
    rig.api.put(record);
  }
}

core::Status backfill(EngineRig& rig, sync::SweepStart start, sync::Progress* progress = nullptr) {
  return rig.run(sync::backfill(*rig.world, start, progress));
}

}  // namespace

TEST_CASE("a backfill mirrors active and archived threads and is complete only then") {
  EngineRig rig;
  populate(rig);
  CHECK_FALSE(*rig.run(sync::backfill_is_complete(*rig.world)));
  sync::Progress progress;
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll, &progress));
  CHECK(rig.cell("SELECT count(*) FROM threads") == "15");
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE archived = 1") == "5");
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
  CHECK(rig.cell("SELECT kind || ' ' || outcome || ' ' || inserted || ' ' || pages FROM sync_runs") ==
        "backfill ok 15 6");
  CHECK(progress.threads == 15);
  CHECK(progress.pages == 6);
  CHECK(rig.cell("SELECT count(*) FROM sync_state WHERE watermark IS NOT NULL") == "0");
}

TEST_CASE("an interrupted backfill goes on from its last committed page, also after a restart") {
  EngineRig rig;
  populate(rig);
  int left = 2;
  rig.api.on_request = [&](const sync::api::PageRequest&) {
    if (--left == 0) rig.api.failures.emplace_back(core::ErrorCode::kTimeout, "slow");
  };
  const core::Status failed = backfill(rig, sync::SweepStart::kUnfinishedOrAll);
  REQUIRE_FALSE(failed);
  CHECK(rig.cell("SELECT outcome || ': ' || error FROM sync_runs") == "failed: slow");
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "0");
  const std::string cursor = rig.cell("SELECT cursor FROM sync_state WHERE stream = 'backfill/active'");
  CHECK(cursor == "0|6");

  rig.restart();
  rig.api.requests.clear();
  rig.api.on_request = nullptr;
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.api.requests.front().cursor == cursor);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "15");
  CHECK(rig.cell("SELECT pages FROM sync_state WHERE stream = 'backfill/active'") == "4");
}

// Fault 63.
TEST_CASE("a second backfill walks through everything again and writes only what differs") {
  EngineRig rig;
  populate(rig);
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  rig.api.threads[4].status = "CLOSED";
  rig.clock.advance(std::chrono::hours(1));
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.cell("SELECT inserted || ' ' || updated || ' ' || unchanged FROM sync_runs WHERE id = 2") ==
        "0 1 14");
  CHECK(rig.cell("SELECT thread_id || field || old_value || new_value FROM thread_changes") ==
        "4statusOPENCLOSED");
}

TEST_CASE("a crash between the last page and the word that all is complete costs no second backfill") {
  EngineRig rig;
  populate(rig);
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  REQUIRE(rig.store->set_info(sync::kBackfillCompletedKey, std::nullopt));
  rig.restart();
  rig.api.requests.clear();
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.api.requests.empty());
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.api.requests.size() == 6);
}

TEST_CASE("where a backfill is complete, only listings that were never finished are walked through") {
  EngineRig rig;
  populate(rig);
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  const std::size_t requests = rig.api.requests.size();
  REQUIRE(backfill(rig, sync::SweepStart::kWhereNeverFinished));
  CHECK(rig.api.requests.size() == requests);
}

TEST_CASE("a backfill that is to begin anew forgets how far it came, and that it was complete") {
  EngineRig rig;
  populate(rig);
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  rig.api.failures.emplace_back(core::ErrorCode::kTimeout, "slow");
  REQUIRE(rig.run(sync::forget_backfill(*rig.world)));
  REQUIRE_FALSE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "0");
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
}

TEST_CASE("a mirror that is widened to all inboxes is not complete until they are read") {
  sync::EngineOptions one_inbox;
  one_inbox.inbox_ids = {1};
  EngineRig rig(one_inbox);
  populate(rig);
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(*rig.run(sync::backfill_is_complete(*rig.world)));
  rig.restart();
  CHECK_FALSE(*rig.run(sync::backfill_is_complete(*rig.world)));
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "0");
  REQUIRE(backfill(rig, sync::SweepStart::kWhereNeverFinished));
  CHECK(rig.cell("SELECT count(*) FROM threads") == "15");
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
}

// Fault 71.
TEST_CASE("an empty account is complete after one page a listing") {
  EngineRig rig;
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.api.requests.size() == 2);
  CHECK(rig.cell("SELECT backfill_complete || ' ' || threads FROM sync_status") == "1 0");
}

// Fault 35.
TEST_CASE("a refused cursor restarts the listing and nothing is lost or doubled") {
  EngineRig rig;
  populate(rig);
  int requests = 0;
  rig.api.on_request = [&](const sync::api::PageRequest&) {
    if (++requests == 3) rig.api.failures.emplace_back(core::ErrorCode::kBadCursor, "unparseable");
  };
  REQUIRE(backfill(rig, sync::SweepStart::kUnfinishedOrAll));
  CHECK(rig.cell("SELECT count(*) FROM threads") == "15");
  CHECK(rig.cell("SELECT restarts FROM sync_state WHERE stream = 'backfill/active'") == "1");
  CHECK(rig.cell("SELECT inserted FROM sync_runs") == "15");
}
