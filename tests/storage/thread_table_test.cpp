#include "storage/thread_table.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "fixture.hpp"
#include "storage/mirror_database.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using namespace std::string_literals;

namespace {

const core::Timestamp kNow = at("2026-11-21T09:30:00.000Z");
constexpr auto kLag = std::chrono::minutes(10);

struct Setup {
  TempFolder folder;
  RecordingLog log;
  SQLite::Database database = open_mirror(folder.database(), kLag, embedded_migrations(), log).value();
  ThreadTable table{database};

  std::string query(const std::string& statement) { return sql(folder.database(), statement); }
};

}  // namespace

TEST_CASE("a thread comes back field by field as it was stored") {
  Setup setup;
  core::ThreadRecord full = thread(42);
  full.closed_at = kNow;
  full.spam = true;
  CHECK(setup.table.apply(full, {kNow, std::nullopt, kLag}) == MergeAction::kInsert);
  CHECK(setup.table.find(42)->record == full);
  CHECK(setup.table.find(42)->changed_at == kNow);
  CHECK_FALSE(setup.table.find(42)->deleted_at);
  CHECK_FALSE(setup.table.find(43));
}

// Fault 47.
TEST_CASE("missing fields are NULL and come back as missing") {
  Setup setup;
  core::ThreadRecord bare;
  bare.id = 1;
  setup.table.apply(bare, {kNow, std::nullopt, kLag});
  CHECK(setup.table.find(1)->record == bare);
  CHECK(setup.query("SELECT status IS NULL AND spam IS NULL AND archived IS NULL AND created_at IS NULL AND "
                    "extra IS NULL AND first_seen_at = changed_at AND deleted_at IS NULL FROM threads") ==
        "1");
}

// Faults 45, 48, 53.
TEST_CASE("extreme ids, NUL bytes and SQL metacharacters are stored as they are") {
  Setup setup;
  for (const std::int64_t id : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                                std::numeric_limits<std::int64_t>::max()}) {
    core::ThreadRecord record = thread(7);
    record.id = id;
    record.status = "O'PEN\"); DROP TABLE threads; --\0after"s;
    record.assigned_to = "";
    setup.table.apply(record, {kNow, std::nullopt, kLag});
    CHECK(setup.table.find(id)->record == record);
  }
  CHECK(setup.query("SELECT count(*) FROM threads") == "4");
}

TEST_CASE("an update keeps first_seen_at, moves changed_at and records what changed") {
  Setup setup;
  setup.table.apply(thread(1), {kNow, std::nullopt, kLag});
  core::ThreadRecord changed = thread(1);
  changed.status = "CLOSED";
  CHECK(setup.table.apply(changed, {kNow + kLag, std::nullopt, kLag}) == MergeAction::kUpdate);
  CHECK(setup.query("SELECT status, first_seen_at, changed_at FROM threads") ==
        "CLOSED|2026-11-21T09:30:00.000Z|2026-11-21T09:40:00.000Z");
  CHECK(setup.query("SELECT * FROM thread_changes") == "1|status|OPEN|CLOSED|2026-11-21T09:40:00.000Z");
}

// Fault 34.
TEST_CASE("a tombstone is set once with its evidence and cleared when the thread returns") {
  Setup setup;
  setup.table.apply(thread(1), {kNow, std::nullopt, kLag});
  CHECK(setup.table.mark_deleted({1, "404 twice"}, kNow + kLag));
  CHECK_FALSE(setup.table.mark_deleted({1, "again"}, kNow + 2 * kLag));
  CHECK_FALSE(setup.table.mark_deleted({2, "unknown"}, kNow));
  CHECK(setup.query("SELECT deleted_at, deletion_evidence, changed_at FROM threads") ==
        "2026-11-21T09:40:00.000Z|404 twice|2026-11-21T09:40:00.000Z");

  CHECK(setup.table.apply(thread(1), {kNow + 3 * kLag, std::nullopt, kLag}) == MergeAction::kUpdate);
  CHECK(setup.query("SELECT deleted_at, deletion_evidence FROM threads") == "NULL|NULL");
  CHECK(setup.query("SELECT field, old_value, new_value FROM thread_changes") ==
        "deleted_at|NULL|2026-11-21T09:40:00.000Z\ndeleted_at|2026-11-21T09:40:00.000Z|NULL");
}

TEST_CASE("a timestamp that somebody made unreadable is repaired by the next sight") {
  Setup setup;
  setup.table.apply(thread(1), {kNow, std::nullopt, kLag});
  execute(setup.folder.database(), "UPDATE threads SET closed_at = 'yesterday'");
  CHECK_FALSE(setup.table.find(1)->readable);
  CHECK(setup.table.apply(thread(1), {kNow + kLag, std::nullopt, kLag}) == MergeAction::kUpdate);
  CHECK(setup.table.find(1)->readable);
  CHECK(setup.table.find(1)->record == thread(1));
}
