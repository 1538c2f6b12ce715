// Mirrors that earlier versions left behind: each is brought up to date with every row it held, and works on.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>

#include "fixture.hpp"
#include "storage/migrations.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

namespace {

std::string golden_schema(std::size_t version) {
  return read_file(fs::path(STORAGE_TEST_FOLDER) / "golden" / fmt::format("schema-v{}.sql", version));
}

// What every version can hold: rows with all columns and with none, a tombstone, a history, a backfill that
// was killed on its third page, and words that need care.
constexpr char kRows[] = R"(
INSERT INTO threads VALUES
  (7, 'OPEN', '21', '301', '401', 'A-1', '1002', '55', 0, 0, '2026-11-01T08:00:00.000Z', NULL,
   '2026-11-20T08:00:00.000Z', '2026-11-20T07:00:00.000Z', '2026-11-20T08:00:00.000Z',
   '{"customField":"it''s ✓"}', '2026-11-02T00:00:00.000Z', '2026-11-20T08:00:05.000Z', NULL, NULL),
  (9007199254740993, 'CLOSED', NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, '2026-11-03T08:00:00.000Z',
   NULL, NULL, NULL, NULL, '2026-11-02T00:00:00.000Z', '2026-11-03T09:00:00.000Z', '2026-11-04T00:00:00.000Z',
   'active and archived: 404'),
  (11, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   '2026-11-02T00:00:00.000Z', '2026-11-02T00:00:00.000Z', NULL, NULL);
INSERT INTO thread_changes VALUES
  (7, 'status', 'OPEN', 'CLOSED', '2026-11-05T00:00:00.000Z'),
  (7, 'status', 'CLOSED', 'OPEN', '2026-11-06T00:00:00.000Z'),
  (7, 'assigned_to', NULL, 'A-1', '2026-11-06T00:00:00.000Z');
INSERT INTO sync_runs (kind, started_at, finished_at, outcome, requests, pages, threads_seen, inserted, updated,
                       unchanged, deleted, rejected, error) VALUES
  ('tail', '2026-11-20T08:00:00.000Z', '2026-11-20T08:00:01.000Z', 'ok', 1, 1, 1, 0, 1, 0, 0, 0, NULL),
  ('backfill', '2026-11-20T08:00:00.000Z', '2026-11-20T08:00:02.000Z', 'interrupted', 2, 2, 3, 3, 0, 0, 0, 1, 'why');
INSERT INTO sync_state VALUES
  ('tail', '2026-11-20T08:00:00.000Z', NULL, 0, '2026-11-20T08:00:00.000Z', '2026-11-20T08:00:01.000Z', 1, 1, 0,
   '2026-11-20T08:00:01.000Z'),
  ('backfill/active', NULL, 'third page', 1, '2026-11-20T08:00:00.000Z', NULL, 2, 3, 0, '2026-11-20T08:00:02.000Z');
INSERT INTO rejected_records VALUES
  (3, 'active', '{"id":"x"}', 'id is no number', '2026-11-20T08:00:00.000Z', '2026-11-20T08:00:00.000Z', 2);
INSERT INTO mirror_info VALUES ('portal_id', '4711'), ('created_at', '2026-11-02T00:00:00.000Z');
)";

void make_mirror_of(std::size_t version, const fs::path& database) {
  for (const Migration& step : embedded_migrations().first(version)) execute(database, std::string(step.sql));
  execute(database, fmt::format("PRAGMA user_version = {}", version));
  execute(database, kRows);
}

// What each table holds, in words that tell text from numbers: by the SELECT that read it.
std::map<std::string, std::string> rows_of_tables(const fs::path& path) {
  SQLite::Database database(path);
  std::map<std::string, std::string> held;
  SQLite::Statement columns(
      database,
      "SELECT t.name, group_concat('quote(' || c.name || ')') FROM sqlite_schema AS t, "
      "pragma_table_info(t.name) AS c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' "
      "GROUP BY t.name");
  while (columns.executeStep()) {
    const std::string name = columns.getColumn(0);
    const std::string all = columns.getColumn(1);
    held[fmt::format("SELECT {} FROM {} ORDER BY 1", all, name)];
  }
  for (auto& [select, rows] : held) rows = rows_of(database, select);
  return held;
}

}  // namespace

TEST_CASE("a mirror of each earlier schema is brought up to date, and every value stays") {
  for (std::size_t version = 1; version < embedded_migrations().size(); ++version) {
    CAPTURE(version);
    const TempFolder folder;
    make_mirror_of(version, folder.database());
    CHECK(schema(folder.database()) == golden_schema(version));
    const auto before = rows_of_tables(folder.database());
    REQUIRE(before.size() >= 6);
    { World world(folder.database()); }
    CHECK(schema(folder.database()) == golden_schema(embedded_migrations().size()));
    execute(folder.database(), "DELETE FROM mirror_info WHERE key = 'last_writer_version'");
    for (const auto& [select, rows] : before) CHECK(sql(folder.database(), select) == rows);
  }
}

TEST_CASE("a mirror of each earlier schema works on where it was left") {
  for (std::size_t version = 1; version < embedded_migrations().size(); ++version) {
    CAPTURE(version);
    const TempFolder folder;
    make_mirror_of(version, folder.database());
    execute(folder.database(),
            "UPDATE sync_runs SET finished_at = NULL, outcome = NULL WHERE id = 2");  // killed
    {
      World world(folder.database());
      const auto backfill = world.store->stream("backfill/active");
      REQUIRE(backfill);
      REQUIRE(*backfill);
      CHECK((*backfill)->cursor == "third page");
      CHECK((*backfill)->in_progress);
      CHECK(world.store->info("portal_id").value() == "4711");
      threadmirror::core::ThreadRecord closed;
      closed.id = 7;
      closed.status = "CLOSED";
      closed.latest_message_timestamp = at("2026-11-20T08:00:00.000Z");
      REQUIRE(world.store->commit(page_of({closed, thread(8)}, world.clock.now())));
    }
    CHECK(sql(folder.database(), "SELECT id, status FROM threads ORDER BY id") ==
          "7|CLOSED\n8|OPEN\n11|NULL\n9007199254740993|CLOSED");
    CHECK(sql(folder.database(), "SELECT old_value, new_value FROM thread_changes WHERE field = 'status'") ==
          "OPEN|CLOSED\nCLOSED|OPEN\nOPEN|CLOSED");
    CHECK(sql(folder.database(), "SELECT outcome FROM sync_runs WHERE id = 2") == "interrupted");
    CHECK(sql(folder.database(), "SELECT id, reopen_count FROM thread_durations WHERE id = 7") == "7|1");
    CHECK(sql(folder.database(), "PRAGMA integrity_check") == "ok");
  }
}
