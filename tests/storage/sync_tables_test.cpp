#include "storage/sync_tables.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"
#include "storage/mirror_database.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using std::chrono::minutes;

namespace {

const core::Timestamp kNow = at("2026-11-21T09:30:00.000Z");

struct Setup {
  TempFolder folder;
  RecordingLog log;
  SQLite::Database database = open_mirror(folder.database(), minutes(1), embedded_migrations(), log).value();

  std::string query(const std::string& statement) { return sql(folder.database(), statement); }
};

StreamState tail_at(core::Timestamp watermark) {
  StreamState state;
  state.stream = "tail";
  state.watermark = watermark;
  return state;
}

}  // namespace

TEST_CASE("a checkpoint comes back field by field as it was saved") {
  Setup setup;
  StreamTable table(setup.database);
  StreamState full{"backfill/active", kNow, "c%3D", true, kNow - minutes(9), kNow - minutes(5), 12, 6000, 1};
  StreamState bare;
  bare.stream = "tail";
  table.save(full, kNow);
  table.save(bare, kNow);
  CHECK(table.find("backfill/active") == full);
  CHECK(table.find("tail") == bare);
  CHECK_FALSE(table.find("tai"));
  CHECK(table.all() == std::vector<StreamState>{full, bare});
}

// Faults 56, 66.
TEST_CASE("a watermark that would fall or is missing keeps its stored value while the rest is written") {
  Setup setup;
  StreamTable table(setup.database);
  table.save(tail_at(kNow), kNow);
  StreamState lower = tail_at(kNow - minutes(1));
  lower.cursor = "next";
  table.save(lower, kNow);
  CHECK(table.find("tail")->watermark == kNow);
  CHECK(table.find("tail")->cursor == "next");
  lower.watermark.reset();
  lower.cursor.reset();
  table.save(lower, kNow);
  CHECK(table.find("tail")->watermark == kNow);
  CHECK_FALSE(table.find("tail")->cursor);
  table.save(tail_at(kNow + minutes(1)), kNow);
  CHECK(table.find("tail")->watermark == kNow + minutes(1));
}

TEST_CASE("a checkpoint that already holds is not written") {
  Setup setup;
  StreamTable table(setup.database);
  table.save(tail_at(kNow), kNow);
  table.save(tail_at(kNow), kNow + minutes(1));
  table.save(tail_at(kNow - minutes(1)), kNow + minutes(1));
  CHECK(setup.query("SELECT updated_at FROM sync_state") == "2026-11-21T09:30:00.000Z");
  StreamState other = tail_at(kNow);
  other.pages = 1;
  table.save(other, kNow + minutes(1));
  CHECK(setup.query("SELECT updated_at FROM sync_state") == "2026-11-21T09:31:00.000Z");
}

TEST_CASE("checkpoints are forgotten by name, read literally") {
  Setup setup;
  StreamTable table(setup.database);
  for (const char* name : {"backfill/active", "backfill/archived", "back%", "tail", "ta_l"}) {
    StreamState state;
    state.stream = name;
    table.save(state, kNow);
  }
  table.forget("backfill/active");
  table.forget("backfill/archived");
  CHECK(setup.query("SELECT group_concat(stream) FROM sync_state") == "back%,ta_l,tail");
  table.forget("ta_l");
  table.forget("%");
  CHECK(setup.query("SELECT group_concat(stream) FROM sync_state") == "back%,tail");
}

TEST_CASE("a run gets an id, is written over as it goes on, and ends") {
  Setup setup;
  RunTable table(setup.database);
  Run run;
  run.kind = RunKind::kBackfill;
  run.started_at = kNow;
  run.counters = {1, 2, 3, 4, 5, 6, 7, 8};
  run.id = table.save(run);
  CHECK(setup.query("SELECT * FROM sync_runs") ==
        "1|backfill|2026-11-21T09:30:00.000Z|NULL|NULL|1|2|3|4|5|6|7|8|NULL");
  run.finished_at = kNow + minutes(1);
  run.outcome = RunOutcome::kFailed;
  run.error = "why";
  run.counters.pages = 9;
  CHECK(table.save(run) == 1);
  CHECK(setup.query("SELECT * FROM sync_runs") ==
        "1|backfill|2026-11-21T09:30:00.000Z|2026-11-21T09:31:00.000Z|failed|1|9|3|4|5|6|7|8|why");
}

TEST_CASE("runs that are still open become interrupted and ended ones stay") {
  Setup setup;
  RunTable table(setup.database);
  Run open;
  open.started_at = kNow;
  Run ended = open;
  ended.finished_at = kNow;
  ended.outcome = RunOutcome::kOk;
  table.save(open);
  table.save(ended);
  CHECK(table.interrupt_open_runs(kNow + minutes(1)) == 1);
  CHECK(table.interrupt_open_runs(kNow + minutes(2)) == 0);
  CHECK(setup.query("SELECT outcome, finished_at, error FROM sync_runs ORDER BY id") ==
        "interrupted|2026-11-21T09:31:00.000Z|the program ended before the run did\n"
        "ok|2026-11-21T09:30:00.000Z|NULL");
}

TEST_CASE("pruning removes what ended before, never a running run, and ids are not used again") {
  Setup setup;
  RunTable table(setup.database);
  Run run;
  run.started_at = kNow - minutes(60);
  table.save(run);  // still running
  run.finished_at = kNow - minutes(1);
  table.save(run);
  run.finished_at = kNow;
  table.save(run);
  table.prune(kNow);
  CHECK(setup.query("SELECT group_concat(id) FROM sync_runs") == "1,3");
  table.prune(kNow + minutes(1));
  CHECK(table.save(run) == 4);
}

TEST_CASE("the same rejected record of the same listing is counted, not stored again") {
  Setup setup;
  RejectedTable table(setup.database);
  CHECK(table.save("active", {"{\"id\":null}", "no id"}, kNow));
  CHECK_FALSE(table.save("active", {"{\"id\":null}", "id is null"}, kNow + minutes(1)));
  CHECK(table.save("archived", {"{\"id\":null}", "no id"}, kNow));
  CHECK(table.save("active", {std::string(65536, 'x'), "too strange"}, kNow));
  CHECK_FALSE(table.save("active", {std::string(65536, 'x'), "too strange"}, kNow));
  CHECK(setup.query("SELECT listing, reason, first_seen_at, last_seen_at, seen_count FROM rejected_records "
                    "WHERE id = 1") ==
        "active|id is null|2026-11-21T09:30:00.000Z|2026-11-21T09:31:00.000Z|2");
  CHECK(setup.query("SELECT count(*), sum(seen_count) FROM rejected_records") == "3|5");
  table.prune(kNow + minutes(1));
  CHECK(setup.query("SELECT group_concat(id) FROM rejected_records") == "1");
}

TEST_CASE("facts are written, replaced and removed by key") {
  Setup setup;
  InfoTable table(setup.database);
  CHECK_FALSE(table.find("portal_id"));
  table.save("portal_id", "123");
  CHECK(table.find("portal_id") == "123");
  table.save("portal_id", "");
  CHECK(table.find("portal_id") == "");
  table.save("portal_id", std::nullopt);
  CHECK_FALSE(table.find("portal_id"));
}
