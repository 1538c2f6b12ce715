#include "storage/mirror_store.hpp"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
using std::chrono::minutes;
namespace fs = std::filesystem;

namespace {

StreamState stream_at(std::string name, core::Timestamp watermark, std::int64_t pages) {
  StreamState state;
  state.stream = std::move(name);
  state.watermark = watermark;
  state.pages = pages;
  return state;
}

Run run_of(RunKind kind, core::Timestamp started_at) {
  Run run;
  run.kind = kind;
  run.started_at = started_at;
  return run;
}

}  // namespace

TEST_CASE("a page's rows, checkpoints, facts and run are committed together") {
  const TempFolder folder;
  World world(folder.database());
  PageCommit page = page_of(threads(1, 3), world.clock.now());
  page.rejected = {{"{}", "no id"}};
  page.streams = {stream_at("tail", world.clock.now(), 1)};
  page.info = {{"portal_id", "123"}};
  page.run = run_of(RunKind::kTail, world.clock.now());
  page.run->counters.threads_seen = 4;
  const auto outcome = world.store->commit(page);
  REQUIRE(outcome);
  CHECK(outcome->inserted == 3);
  CHECK(outcome->rejected == 1);
  REQUIRE(outcome->run);
  CHECK(outcome->run->id == 1);
  CHECK(outcome->run->counters == RunCounters{.threads_seen = 4, .inserted = 3, .rejected = 1});
  CHECK(world.store->stream("tail").value()->watermark == world.clock.now());
  CHECK(world.store->streams()->size() == 1);
  CHECK(world.store->info("portal_id").value() == "123");
  CHECK(sql(folder.database(), "SELECT count(*) FROM threads") == "3");
  CHECK(sql(folder.database(), "SELECT threads_seen, inserted, rejected FROM sync_runs") == "4|3|1");
}

TEST_CASE("equal rows are not written: the database's pages stay as they are") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 500));
  const auto wal = folder.database().string() + "-wal";
  const std::string log_before = read_file(wal);
  world.clock.advance(minutes(1));
  const PageOutcome outcome = world.commit(threads(1, 500));
  CHECK(outcome.unchanged == 500);
  CHECK(outcome.inserted + outcome.updated + outcome.older == 0);
  CHECK(read_file(wal) == log_before);
}

// Fault 55.
TEST_CASE("the same thread twice in a page: the last one counts, inserts are not counted twice") {
  const TempFolder folder;
  World world(folder.database());
  core::ThreadRecord second = thread(1);
  second.status = "CLOSED";
  const PageOutcome outcome = world.commit({thread(1), thread(1), second});
  CHECK(outcome.inserted == 1);
  CHECK(outcome.unchanged == 1);
  CHECK(outcome.updated == 1);
  CHECK(sql(folder.database(), "SELECT status FROM threads") == "CLOSED");
}

// Fault 67.
TEST_CASE("an older version is left out for the replica lag and applied afterwards") {
  const TempFolder folder;
  World world(folder.database());
  world.commit({thread(1)});
  core::ThreadRecord older = thread(1);
  older.latest_message_timestamp = *older.latest_message_timestamp - minutes(1);
  world.clock.advance(minutes(9));
  CHECK(world.commit({older}).older == 1);
  world.clock.advance(minutes(1));
  CHECK(world.commit({older}).updated == 1);
}

TEST_CASE("a quiet tail run leaves no row, a changing one and any other kind do") {
  const TempFolder folder;
  World world(folder.database());
  const auto commit = [&](RunKind kind, std::vector<core::ThreadRecord> records,
                          std::vector<core::RejectedRecord> bad) {
    PageCommit page = page_of(std::move(records), world.clock.now());
    page.rejected = std::move(bad);
    page.run = run_of(kind, world.clock.now());
    return world.store->commit(page).value().run->id.has_value();
  };
  CHECK_FALSE(commit(RunKind::kTail, {}, {}));
  CHECK(commit(RunKind::kTail, {thread(1)}, {}));
  CHECK_FALSE(commit(RunKind::kTail, {thread(1)}, {}));
  CHECK(commit(RunKind::kTail, {}, {{"{}", "no id"}}));
  CHECK_FALSE(commit(RunKind::kTail, {}, {{"{}", "no id"}}));
  CHECK(commit(RunKind::kBackfill, {}, {}));
  CHECK(sql(folder.database(), "SELECT group_concat(kind) FROM sync_runs") == "tail,tail,backfill");
}

TEST_CASE("a run keeps its id and raises its counters over pages") {
  const TempFolder folder;
  World world(folder.database());
  PageCommit page = page_of(threads(1, 2), world.clock.now());
  page.run = run_of(RunKind::kReconcile, world.clock.now());
  Run run = *world.store->commit(page).value().run;
  page = page_of({thread(1), thread(3)}, world.clock.now());
  page.deletions = {{2, "404 twice"}, {99, "unknown"}};
  page.run = run;
  const PageOutcome outcome = world.store->commit(page).value();
  CHECK(outcome.deleted == 1);
  CHECK(outcome.run->id == run.id);
  CHECK(outcome.run->counters == RunCounters{.inserted = 3, .unchanged = 1, .deleted = 1});
  run = *outcome.run;
  run.finished_at = world.clock.now();
  run.outcome = RunOutcome::kOk;
  CHECK(world.store->save_run(run)->id == run.id);
  CHECK(sql(folder.database(), "SELECT outcome, inserted, unchanged, deleted FROM sync_runs") == "ok|3|1|1");
}

TEST_CASE("what a crash left running is interrupted at the next start, and said in the log") {
  const TempFolder folder;
  World world(folder.database());
  REQUIRE(world.store->save_run(run_of(RunKind::kBackfill, world.clock.now())));
  world.reopen();
  CHECK(sql(folder.database(), "SELECT outcome FROM sync_runs") == "interrupted");
  CHECK(world.log.count("marked as interrupted runs=1") == 1);
  world.reopen();
  CHECK(world.log.count("marked as interrupted") == 1);
}

TEST_CASE("the mirror remembers its birth and its last writer") {
  const TempFolder folder;
  World world(folder.database());
  world.clock.advance(minutes(1));
  world.options.writer_version = "0.2.0";
  world.reopen();
  CHECK(world.store->info("created_at").value() == "2026-11-21T09:30:00.000Z");
  CHECK(world.store->info("last_writer_version").value() == "0.2.0");
  CHECK(world.store->set_info("portal_id", "7"));
  CHECK(world.store->set_info("portal_id", std::nullopt));
  CHECK_FALSE(world.store->info("portal_id").value());
}

TEST_CASE("checkpoints are forgotten and old runs pruned through the store") {
  const TempFolder folder;
  World world(folder.database());
  PageCommit page = page_of({}, world.clock.now());
  page.streams = {stream_at("backfill/active", world.clock.now(), 1),
                  stream_at("tail", world.clock.now(), 1)};
  page.rejected = {{"{}", "no id"}};
  REQUIRE(world.store->commit(page));
  Run run = run_of(RunKind::kTail, world.clock.now());
  run.finished_at = world.clock.now();
  REQUIRE(world.store->save_run(run));
  CHECK(world.store->forget_streams({"backfill/active", "unknown"}));
  CHECK(world.store->streams()->size() == 1);
  CHECK(world.store->prune(world.clock.now() + minutes(1)));
  CHECK(sql(folder.database(),
            "SELECT (SELECT count(*) FROM sync_runs), (SELECT count(*) FROM rejected_records)") == "0|0");
}

TEST_CASE(
    "while a reconcile is under way every commit notes what it has seen, over a restart, and only then") {
  const TempFolder folder;
  World world(folder.database());
  REQUIRE(world.store->commit(page_of(threads(1, 5), world.clock.now())));
  CHECK(world.store->live_rows(0, 100)->unsighted.size() == 5);

  PageCommit begin = page_of({thread(1)}, world.clock.now());
  begin.sightings = Sightings::kBegin;
  REQUIRE(world.store->commit(begin));
  CHECK(world.store->info(kReconcileStartedKey).value() == world.clock.now().to_string());
  world.reopen();
  REQUIRE(world.store->commit(page_of({thread(2), thread(3)}, world.clock.now())));
  const auto rows = world.store->live_rows(0, 100);
  REQUIRE(rows->unsighted.size() == 2);
  CHECK(rows->unsighted[0].id == 4);
  CHECK(rows->unsighted[1].id == 5);

  PageCommit end = page_of({thread(4)}, world.clock.now());
  end.sightings = Sightings::kEnd;
  REQUIRE(world.store->commit(end));
  CHECK_FALSE(world.store->info(kReconcileStartedKey).value());
  CHECK(sql(folder.database(), "SELECT count(*) FROM sightings") == "0");
}

// Fault 34.
TEST_CASE("a deletion is not carried out where a page has shown the thread since the reconcile began") {
  const TempFolder folder;
  World world(folder.database());
  REQUIRE(world.store->commit(page_of(threads(1, 3), world.clock.now())));
  PageCommit begin = page_of({thread(1)}, world.clock.now());
  begin.sightings = Sightings::kBegin;
  REQUIRE(world.store->commit(begin));
  PageCommit page = page_of({}, world.clock.now());
  page.asked_at = world.clock.now();
  REQUIRE(world.store->commit(page_of({thread(2)}, world.clock.now())));  // a poll, while it was asked for

  page.wants_differences = true;
  page.deletions = {{1, "404"}, {2, "404"}, {3, "404"}};
  const auto outcome = world.store->commit(page);
  REQUIRE(outcome);
  CHECK(outcome->deleted == 1);
  CHECK(outcome->differences == std::vector<Difference>{{3, DifferenceKind::kExtra, {}}});
  CHECK(sql(folder.database(), "SELECT id FROM threads WHERE deleted_at IS NOT NULL") == "3");
}

// Found by the simulation: a row written while the clock was ahead bears a time that comes again.
TEST_CASE("a deletion is carried out whatever time the row bears") {
  const TempFolder folder;
  World world(folder.database());
  world.clock.advance(minutes(3));
  REQUIRE(world.store->commit(page_of({thread(1)}, world.clock.now())));
  world.clock.advance(minutes(-4));
  PageCommit begin = page_of({}, world.clock.now());
  begin.sightings = Sightings::kBegin;
  REQUIRE(world.store->commit(begin));
  PageCommit page = page_of({}, world.clock.now());
  page.asked_at = world.clock.now();
  world.clock.advance(minutes(5));
  page.observed_at = world.clock.now();
  page.deletions = {{1, "404"}};
  CHECK(world.store->commit(page)->deleted == 1);
}

TEST_CASE("where wanted, a commit tells what the mirror had otherwise") {
  const TempFolder folder;
  World world(folder.database());
  REQUIRE(world.store->commit(page_of(threads(1, 2), world.clock.now())));
  PageCommit page = page_of(threads(1, 3), world.clock.now());
  page.threads[1].status = "CLOSED";
  page.wants_differences = true;
  const auto outcome = world.store->commit(page);
  REQUIRE(outcome);
  CHECK(outcome->differences ==
        std::vector<Difference>{{2, DifferenceKind::kDifferent, {{"status", "OPEN", "CLOSED"}}},
                                {3, DifferenceKind::kMissing, {}}});
  page.wants_differences = false;
  page.threads[1].status = "OPEN";
  CHECK(world.store->commit(page)->differences.empty());
}

// Fault 75.
TEST_CASE("a foreign write lock is named, nothing is written, and the same call works afterwards") {
  const TempFolder folder;
  const auto wait_for = [](int fd) {
    char byte = 0;
    static_cast<void>(!read(fd, &byte, 1));
  };
  int ready[2], done[2];
  REQUIRE(pipe(ready) == 0);
  REQUIRE(pipe(done) == 0);
  const pid_t child = fork();
  if (child == 0) {
    wait_for(done[0]);
    SQLite::Database other(folder.database().string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    static_cast<void>(!write(ready[1], "x", 1));
    wait_for(done[0]);
    _exit(0);
  }
  World world(folder.database());
  static_cast<void>(!write(done[1], "x", 1));
  wait_for(ready[0]);
  const auto busy = world.store->commit(page_of(threads(1, 3), world.clock.now()));
  REQUIRE_FALSE(busy);
  CHECK(busy.error().code() == ErrorCode::kBusy);
  CAPTURE(busy.error().text());
  CHECK(busy.error().message().find(fmt::format(": process {} (", child)) != std::string::npos);
  CHECK(sql(folder.database(), "SELECT count(*) FROM threads") == "0");
  static_cast<void>(!write(done[1], "x", 1));
  waitpid(child, nullptr, 0);
  CHECK(world.commit(threads(1, 3)).inserted == 3);
  for (const int fd : {ready[0], ready[1], done[0], done[1]}) close(fd);
}

// Fault 76.
TEST_CASE("a reader that stays blocks no commit until the log's ceiling, and is named as the cause") {
  const TempFolder folder;
  World world(folder.database());
  world.options.wal_warning = 512 << 10;
  world.options.wal_ceiling = 1 << 20;
  world.reopen();
  SQLite::Database reader(folder.database().string(), SQLite::OPEN_READONLY);
  reader.exec("BEGIN; SELECT * FROM threads");
  std::int64_t committed = 0;
  auto outcome = world.store->commit(page_of(threads(0, 200), world.clock.now()));
  for (; outcome && committed < 100000;
       outcome = world.store->commit(page_of(threads(committed, 200), world.clock.now()))) {
    committed += outcome->inserted;
  }
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == ErrorCode::kBusy);
  CHECK(world.log.count("the write-ahead log grows") == 1);
  CHECK(fs::file_size(folder.database().string() + "-wal") < 2 << 20);
  CHECK(committed >= 600);
  reader.exec("COMMIT");
  CHECK(world.commit(threads(committed, 200)).inserted == 200);
  CHECK(sql(folder.database(), "SELECT count(*) FROM threads") == std::to_string(committed + 200));
}

// Fault 79.
TEST_CASE("a database that is renamed, unlinked or replaced while open is noticed") {
  const TempFolder folder;
  World world(folder.database());
  CHECK(world.store->check_file());
  SUBCASE("renamed") { fs::rename(folder.database(), folder.path() / "away"); }
  SUBCASE("unlinked") { fs::remove(folder.database()); }
  SUBCASE("log unlinked") { fs::remove(folder.database().string() + "-wal"); }
  SUBCASE("replaced") {
    fs::copy_file(folder.database(), folder.path() / "copy");
    fs::rename(folder.path() / "copy", folder.database());
  }
  const auto noticed = world.store->check_file();
  REQUIRE_FALSE(noticed);
  CHECK(noticed.error().code() == ErrorCode::kIo);
}

// Fault 77.
TEST_CASE("a mirror that lacks a table is refused as corrupt") {
  const TempFolder folder;
  { World world(folder.database()); }
  execute(folder.database(), "DROP VIEW sync_status; DROP TABLE rejected_records");
  ManualClock clock;
  RecordingLog log;
  const auto refused = MirrorStore::open({.path = folder.database(), .writer_version = "x"}, clock, log);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::kDatabaseCorrupt);
  CHECK(refused.error().message().find("rejected_records") != std::string::npos);
}

// Fault 77.
TEST_CASE("a corrupt page is told as corrupt when a commit meets it") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 1000));
  world.store.reset();
  std::string bytes = read_file(folder.database());
  for (std::size_t at = 16 * 4096; at < bytes.size(); ++at) bytes[at] = 'x';
  write_file(folder.database(), bytes);
  const auto opened = world.try_open();
  const auto result = opened ? (*opened)->commit(page_of(threads(1, 1000), world.clock.now()))
                             : core::Result<PageOutcome>(core::fail(opened.error()));
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::kDatabaseCorrupt);
  CHECK(result.error().mend().find("threadmirror backfill") != std::string::npos);
}

TEST_CASE("a closed store refuses every call and closing twice is harmless") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 1));
  world.store->close();
  world.store->close();
  CHECK(world.store->commit(page_of({}, world.clock.now())).error().code() == ErrorCode::kInternal);
  CHECK(world.store->streams().error().code() == ErrorCode::kInternal);
  CHECK(world.store->check_file().error().code() == ErrorCode::kInternal);
  CHECK(listing(folder.path()) == "threadmirror.db threadmirror.db-shm threadmirror.db-wal");
  CHECK(fs::file_size(folder.database().string() + "-wal") == 0);
}
