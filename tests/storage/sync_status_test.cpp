// The views: what any SQL client sees. The clock here is SQLite's own, so instants are made relative to now.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fixture.hpp"
#include "storage/migrations.hpp"

using namespace threadmirror::tests;

namespace {

// A mirror whose small tables the test fills with plain SQL.
struct Setup {
  Setup() { World world(folder.database()); }
  TempFolder folder;

  std::string query(const std::string& statement) const { return sql(folder.database(), statement); }
  std::string health() const { return query("SELECT health || ': ' || cause FROM sync_status"); }
  void info(const std::string& key, const std::string& value_sql) const {
    execute(folder.database(),
            fmt::format("INSERT OR REPLACE INTO mirror_info VALUES ('{}', {})", key, value_sql));
  }
  // A stream whose latest pass ended so many seconds ago.
  void stream(const std::string& name, int seconds_ago, const std::string& watermark = "NULL") const {
    execute(folder.database(),
            fmt::format("INSERT OR REPLACE INTO sync_state VALUES ('{}', {}, NULL, 0, NULL, {}, 0, 0, 0, '')",
                        name, watermark, ago(seconds_ago)));
  }
  void born(int seconds_ago) const { info("created_at", ago(seconds_ago)); }

  static std::string ago(int seconds) {
    return fmt::format("strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '{} seconds')", -seconds);
  }
};

void insert_thread(const Setup& setup, int id, const std::string& status, const std::string& spam,
                   const std::string& archived, const std::string& sent, const std::string& received,
                   const std::string& deleted = "NULL") {
  execute(setup.folder.database(),
          fmt::format("INSERT INTO threads (id, status, spam, archived, latest_message_sent_timestamp, "
                      "latest_message_received_timestamp, first_seen_at, changed_at, deleted_at) "
                      "VALUES ({}, {}, {}, {}, {}, {}, '', '', {})",
                      id, status, spam, archived, sent, received, deleted));
}

}  // namespace

TEST_CASE("an empty database has one status row without made-up values") {
  const TempFolder folder;
  for (const auto& step : threadmirror::storage::embedded_migrations()) {
    execute(folder.database(), std::string(step.sql));
  }
  CHECK(sql(folder.database(), "SELECT * FROM sync_status") ==
        "stalled|no poll has succeeded yet|NULL|NULL|NULL|NULL|NULL|NULL|0|NULL|0|0|0|0|0|NULL|NULL|NULL");
}

TEST_CASE("a mirror that has just been made is catching up, and stalled once nothing came of it") {
  const Setup setup;
  setup.born(5);
  CHECK(setup.health() == "catching_up: backfill has not finished");
  setup.born(209);
  CHECK(setup.health() == "catching_up: backfill has not finished");
  setup.born(212);
  CHECK(setup.health() == "stalled: no poll has succeeded yet");
  setup.born(-60);
  CHECK(setup.health() == "stalled: no poll has succeeded yet");
}

TEST_CASE("with a fresh poll health is catching_up until the backfill has finished, then current") {
  const Setup setup;
  setup.born(100000);
  setup.stream("tail", 5);
  CHECK(setup.health() == "catching_up: backfill has not finished");
  setup.info("backfill_completed_at", "'2026-11-20T00:00:00.000Z'");
  CHECK(setup.health() == "current: ");
  CHECK(setup.query("SELECT backfill_complete, backfill_completed_at FROM sync_status") ==
        "1|2026-11-20T00:00:00.000Z");
}

TEST_CASE("an old poll means stalled, with its age and the last error, and the limit can be set") {
  const Setup setup;
  setup.info("backfill_completed_at", "'x'");
  setup.stream("tail", 205);
  CHECK(setup.health() == "current: ");
  setup.stream("tail", 3600);
  CHECK(setup.health().starts_with("stalled: the last successful poll was 3600 s ago"));
  setup.info("last_error", "'the name api.hubapi.com could not be resolved'");
  CHECK(setup.health() ==
        "stalled: the last successful poll was 3600 s ago: the name api.hubapi.com could not be resolved");
  setup.info("stalled_after_seconds", "'4000'");
  CHECK(setup.health() == "current: ");
}

// Fault 96.
TEST_CASE("a poll far in the future is not taken for fresh") {
  const Setup setup;
  setup.info("backfill_completed_at", "'x'");
  setup.stream("tail", -86400);
  CHECK(setup.health().starts_with("stalled: the last successful poll is stamped 86"));
}

TEST_CASE("attention comes before everything and gives its own cause") {
  const Setup setup;
  setup.info("attention", "'6 % of the threads vanished in one sweep'");
  CHECK(setup.health() == "attention: 6 % of the threads vanished in one sweep");
  setup.stream("tail", 3600);
  CHECK(setup.health().starts_with("attention: "));
}

TEST_CASE("of several tails the slowest decides, and streams with similar names do not count") {
  const Setup setup;
  setup.info("backfill_completed_at", "'x'");
  setup.stream("tail/1", 5, "'2026-11-21T09:00:00.000Z'");
  setup.stream("tail/2", 1000, "'2026-11-21T08:00:00.000Z'");
  setup.stream("tailor", 9999, "'2026-01-01T00:00:00.000Z'");
  CHECK(setup.health().starts_with("stalled: the last successful poll was 1000 s ago"));
  CHECK(setup.query(
            "SELECT watermark, last_poll_at = (SELECT finished_at FROM sync_state WHERE stream = 'tail/2'), "
            "lag_seconds BETWEEN 999 AND 1010, typeof(lag_seconds) FROM sync_status") ==
        "2026-11-21T08:00:00.000Z|1|1|real");
}

TEST_CASE("threads are counted as alive, open, archived and deleted, and unknown flags count as no") {
  const Setup setup;
  insert_thread(setup, 1, "'OPEN'", "0", "0", "NULL", "NULL");
  insert_thread(setup, 2, "'OPEN'", "NULL", "NULL", "NULL", "NULL");
  insert_thread(setup, 3, "'OPEN'", "1", "0", "NULL", "NULL");
  insert_thread(setup, 4, "'OPEN'", "0", "1", "NULL", "NULL");
  insert_thread(setup, 5, "'CLOSED'", "0", "0", "NULL", "NULL");
  insert_thread(setup, 6, "NULL", "0", "0", "NULL", "NULL");
  insert_thread(setup, 7, "'OPEN'", "0", "0", "NULL", "NULL", "'2026-11-21T09:00:00.000Z'");
  insert_thread(setup, 8, "'OPEN'", "0", "1", "NULL", "NULL", "'2026-11-21T09:00:00.000Z'");
  CHECK(setup.query("SELECT threads, open_threads, archived_threads, deleted_threads FROM sync_status") ==
        "6|2|1|2");
  CHECK(setup.query("SELECT group_concat(id) FROM open_threads") == "1,2");
}

TEST_CASE("a thread awaits a reply while the customer's message is the latest") {
  const Setup setup;
  const std::string early = "'2026-11-21T08:00:00.000Z'", late = "'2026-11-21T09:00:00.000Z'";
  insert_thread(setup, 1, "'OPEN'", "0", "0", early, late);    // waits
  insert_thread(setup, 2, "'OPEN'", "0", "0", "NULL", late);   // never answered
  insert_thread(setup, 3, "'OPEN'", "0", "0", late, early);    // answered
  insert_thread(setup, 4, "'OPEN'", "0", "0", late, late);     // at the same instant: answered
  insert_thread(setup, 5, "'OPEN'", "0", "0", early, "NULL");  // the customer never wrote
  insert_thread(setup, 6, "'CLOSED'", "0", "0", early, late);
  insert_thread(setup, 7, "'OPEN'", "1", "0", early, late);
  insert_thread(setup, 8, "'OPEN'", "0", "1", early, late);
  insert_thread(setup, 9, "'OPEN'", "0", "0", early, late, late);
  CHECK(setup.query("SELECT group_concat(id), min(waiting_since), max(waiting_since) FROM awaiting_reply") ==
        "1,2|2026-11-21T09:00:00.000Z|2026-11-21T09:00:00.000Z");
}

TEST_CASE("the wait is counted in whole seconds and is never negative") {
  const Setup setup;
  insert_thread(setup, 1, "'OPEN'", "0", "0", "NULL", Setup::ago(100));
  insert_thread(setup, 2, "'OPEN'", "0", "0", "NULL", Setup::ago(-100));
  CHECK(setup.query("SELECT waiting_seconds BETWEEN 100 AND 110, typeof(waiting_seconds) FROM awaiting_reply "
                    "WHERE id = 1") == "1|integer");
  CHECK(setup.query("SELECT waiting_seconds FROM awaiting_reply WHERE id = 2") == "0");
}

TEST_CASE("the views never scan the table of threads itself, so that a million of them stay quick") {
  const Setup setup;
  for (const char* view : {"sync_status", "open_threads", "awaiting_reply"}) {
    const std::string plan = setup.query(std::string("EXPLAIN QUERY PLAN SELECT * FROM ") + view);
    CAPTURE(plan);
    CHECK(plan.find("threads USING") != std::string::npos);
    CHECK(plan.find("SCAN threads\n") == std::string::npos);
    CHECK_FALSE(plan.ends_with("SCAN threads"));
  }
}

// Fault 65.
TEST_CASE("a tripped mass-delete guard needs attention, whatever polls say") {
  const Setup setup;
  setup.stream("tail", 5);
  setup.info("backfill_completed_at", Setup::ago(100));
  CHECK(setup.health() == "current: ");
  setup.info("mass_delete_guard", "'4,000 of 5,000 threads are missing upstream'");
  CHECK(setup.health() == "attention: 4,000 of 5,000 threads are missing upstream");
}

TEST_CASE("fresh polls without a reconcile are stalled once it is late, with the reason") {
  const Setup setup;
  setup.stream("tail", 5);
  setup.info("backfill_completed_at", Setup::ago(20000));
  CHECK(setup.health() == "current: ");  // nobody has said yet when a reconcile is late
  setup.info("reconcile_late_after_seconds", "'14400'");
  CHECK(setup.health().starts_with("stalled: new messages arrive, but no reconcile has finished for 2000"));
  setup.info("reconcile_error", "'the listing runs in a circle'");
  CHECK(setup.health().ends_with(": the listing runs in a circle"));
  setup.info("reconcile_completed_at", Setup::ago(100));
  CHECK(setup.health() == "current: ");
  CHECK(setup.query("SELECT last_reconcile_at = (SELECT value FROM mirror_info WHERE key = "
                    "'reconcile_completed_at') FROM sync_status") == "1");
}

TEST_CASE("archived threads that no sweep has seen for 25 days need attention") {
  const Setup setup;
  constexpr int kDay = 86400;
  setup.stream("tail", 5);
  setup.born(40 * kDay);
  setup.info("backfill_completed_at", Setup::ago(39 * kDay));
  setup.stream("backfill/archived", 39 * kDay);
  CHECK(setup.health().starts_with("attention: no sweep of the archived threads has finished for 39 days;"));
  setup.stream("reconcile/archived", 26 * kDay);
  CHECK(setup.health().starts_with("attention: no sweep of the archived threads has finished for 26 days;"));
  setup.stream("reconcile/archived", 24 * kDay);
  CHECK(setup.health() == "current: ");
  setup.stream("reconcile/archived/inbox=7", 26 * kDay);  // the oldest counts
  CHECK(setup.health().starts_with("attention: "));
}

TEST_CASE("the last sweep of each listing is the later one of backfill and reconcile") {
  const Setup setup;
  setup.stream("backfill/active", 500);
  setup.stream("backfill/archived", 400);
  setup.stream("reconcile/active", 100);
  CHECK(setup.query("SELECT last_active_sweep_at = (SELECT finished_at FROM sync_state WHERE stream = "
                    "'reconcile/active'), last_archived_sweep_at = (SELECT finished_at FROM sync_state WHERE "
                    "stream = 'backfill/archived'), last_reconcile_at FROM sync_status") == "1|1|NULL");
}
