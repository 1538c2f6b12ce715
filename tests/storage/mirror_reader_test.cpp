#include "storage/mirror_reader.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

const auto kNoHeader = [](const std::vector<std::string>&) {};

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* blob = std::get_if<Blob>(&value)) return fmt::format("blob of {}", blob->bytes.size());
  return "NULL";
}

// The rows of a query, or the reason why it failed.
std::string ask(MirrorReader& reader, std::string_view sql) {
  std::string out;
  const auto status = reader.query(
      sql, [&](const std::vector<std::string>& names) { out += fmt::format("{}", fmt::join(names, ",")); },
      [&](const std::vector<Value>& row) {
        out += '\n';
        for (const Value& value : row) out += text_of(value) + ";";
        return true;
      });
  return status ? out : std::string(core::to_string(status.error().code())) + ": " + status.error().message();
}

struct Setup {
  Setup() { world.commit(threads(1, 5)); }
  TempFolder folder;
  World world{folder.database()};
  std::unique_ptr<MirrorReader> reader = MirrorReader::open(folder.database()).value();
};

// What a user without any write access sees.
std::string count_as_guest(const TempFolder& folder) {
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    fs::permissions(entry, fs::perms::owner_read | fs::perms::others_read);
  }
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                     fs::perms::others_exec);
  std::string answer = in_child([&] {
    drop_privileges();
    auto reader = MirrorReader::open(folder.database());
    return reader ? ask(**reader, "SELECT count(*) FROM threads") : reader.error().text();
  });
  fs::permissions(folder.path(), fs::perms::owner_all);
  return answer;
}

}  // namespace

TEST_CASE("an entry of mirror_info is told by its key, one that is not there is not") {
  Setup setup;
  CHECK(*setup.reader->info("nothing") == std::nullopt);
  REQUIRE(setup.world.store->set_info("portal_id", "4711"));
  CHECK(*setup.reader->info("portal_id") == "4711");
}

TEST_CASE("a query gives its header and then each row with values of their type") {
  Setup setup;
  CHECK(ask(*setup.reader, "SELECT id, status AS s, 1.5, NULL, x'0102' FROM threads WHERE id < 3") ==
        "id,s,1.5,NULL,x'0102'\n1;OPEN;1.5;NULL;blob of 2;\n2;OPEN;1.5;NULL;blob of 2;");
  CHECK(ask(*setup.reader, "SELECT id FROM threads WHERE 0") == "id");
  CHECK(ask(*setup.reader,
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) "
            "SELECT sum(i) FROM n;") == "sum(i)\n6;");
  CHECK(ask(*setup.reader, "PRAGMA user_version") == "user_version\n4;");
  CHECK(ask(*setup.reader, "SELECT name FROM pragma_table_info('mirror_info')") == "name\nkey;\nvalue;");
  CHECK(ask(*setup.reader, "EXPLAIN QUERY PLAN SELECT 1").starts_with("id,parent"));
}

TEST_CASE("a reader sees what was committed after it had been opened") {
  Setup setup;
  CHECK(ask(*setup.reader, "SELECT count(*) FROM threads") == "count(*)\n5;");
  setup.world.commit(threads(6, 5));
  CHECK(ask(*setup.reader, "SELECT count(*) FROM threads") == "count(*)\n10;");
}

TEST_CASE("a handler that has seen enough ends the query without an error") {
  Setup setup;
  int rows = 0;
  const auto status =
      setup.reader->query("SELECT id FROM threads", kNoHeader, [&](const auto&) { return ++rows < 2; });
  CHECK(status);
  CHECK(rows == 2);
  CHECK(ask(*setup.reader, "SELECT 1") == "1\n1;");
}

TEST_CASE("statements that write, attach, set or load are refused with the reason and change nothing") {
  Setup setup;
  const std::string before = dump(setup.folder.database());
  const std::string outside = (setup.folder.path() / "outside.db").string();
  for (const std::string& statement : {std::string("DELETE FROM threads"),
                                       std::string("UPDATE threads SET spam = 1 RETURNING id"),
                                       std::string("INSERT INTO mirror_info VALUES ('a', 'b')"),
                                       std::string("CREATE TEMP TABLE x (y)"),
                                       std::string("DROP TABLE threads"),
                                       std::string("VACUUM"),
                                       "VACUUM INTO '" + outside + "'",
                                       "ATTACH '" + outside + "' AS other",
                                       std::string("PRAGMA user_version = 9"),
                                       std::string("PRAGMA journal_mode = DELETE"),
                                       std::string("PRAGMA wal_checkpoint(TRUNCATE)"),
                                       std::string("PRAGMA query_only = OFF"),
                                       std::string("PRAGMA writable_schema = ON"),
                                       std::string("BEGIN"),
                                       std::string("SAVEPOINT a"),
                                       std::string("COMMIT"),
                                       std::string("REINDEX"),
                                       std::string("ANALYZE"),
                                       std::string("SELECT load_extension('x')"),
                                       std::string("UPDATE sqlite_master SET sql = ''"),
                                       std::string("EXPLAIN DELETE FROM threads"),
                                       std::string("SELECT * FROM pragma_user_version(9)")}) {
    CAPTURE(statement);
    const std::string answer = ask(*setup.reader, statement);
    CAPTURE(answer);
    CHECK(answer.find("sql: ") != std::string::npos);
  }
  CHECK(ask(*setup.reader, "DELETE FROM threads") ==
        "sql: this statement writes; the mirror can only be read");
  CHECK(ask(*setup.reader, "ATTACH 'x' AS y") ==
        "sql: this statement attaches or detaches a file; only the mirror can be read");
  CHECK(dump(setup.folder.database()) == before);
  CHECK_FALSE(fs::exists(outside));
  CHECK(setup.world.commit(threads(6, 1)).inserted == 1);
}

TEST_CASE("a mistake in the SQL is told as such, and the reader stays usable") {
  Setup setup;
  CHECK(ask(*setup.reader, "SELEC 1") == "sql: near \"SELEC\": syntax error at line 1, column 1");
  CHECK(ask(*setup.reader, "SELECT missing FROM threads") ==
        "sql: no such column: missing at line 1, column 8");
  CHECK(ask(*setup.reader, "SELECT 1; SELECT 2").starts_with("sql: the SQL holds more than one"));
  CHECK(ask(*setup.reader, "").starts_with("sql: the SQL holds no statement"));
  CHECK(ask(*setup.reader, "SELECT abs(-9223372036854775807 - 1)") == "sql: integer overflow");
  CHECK(ask(*setup.reader, "SELECT 1") == "1\n1;");
}

TEST_CASE("an interrupted query ends as cancelled and the next one runs") {
  Setup setup;
  const auto status =
      setup.reader->query("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
                          kNoHeader, [&](const std::vector<Value>& row) {
                            if (std::get<std::int64_t>(row[0]) == 1000)
                              std::thread([&] { setup.reader->interrupt(); }).join();
                            return true;
                          });
  REQUIRE_FALSE(status);
  CHECK(status.error().code() == ErrorCode::kCancelled);
  CHECK(ask(*setup.reader, "SELECT 1") == "1\n1;");
}

TEST_CASE("the status row and the latest run of each kind are read") {
  Setup setup;
  Run run;
  run.started_at = setup.world.clock.now();
  for (const RunKind kind : {RunKind::kTail, RunKind::kBackfill, RunKind::kTail}) {
    run.kind = kind;
    run.counters.pages += 1;
    REQUIRE(setup.world.store->save_run(run));
  }
  const auto runs = setup.reader->latest_runs().value();
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].kind == "tail");
  CHECK(runs[0].pages == 3);
  CHECK(runs[1].kind == "backfill");
  CHECK_FALSE(runs[0].finished_at);
  CHECK_FALSE(runs[0].error);
  const SyncStatus status = setup.reader->status().value();
  CHECK(status.threads == 5);
  CHECK(status.open_threads == 5);
  CHECK_FALSE(status.last_poll_at);
  CHECK_FALSE(status.backfill_complete);
}

TEST_CASE("the check finds nothing in a sound mirror and dangling references and damage in others") {
  Setup setup;
  CHECK(setup.reader->quick_check()->empty());
  execute(setup.folder.database(),
          "PRAGMA foreign_keys = OFF; INSERT INTO thread_changes VALUES (99, 'status', 'a', 'b', 'c')");
  CHECK(setup.reader->quick_check() ==
        std::vector<std::string>{"dangling reference in table thread_changes"});

  const std::size_t page = std::stoul(
      sql(setup.folder.database(), "SELECT rootpage FROM sqlite_schema WHERE name = 'threads_by_archived'"));
  setup.reader.reset();
  setup.world.store.reset();
  std::string bytes = read_file(setup.folder.database());
  bytes.replace((page - 1) * 4096, 4096, std::string(4096, 'x'));
  write_file(setup.folder.database(), bytes);
  setup.reader = MirrorReader::open(setup.folder.database()).value();
  const auto found = setup.reader->quick_check();
  REQUIRE(found);
  CHECK_FALSE(found->empty());
}

TEST_CASE("without write access a mirror can be read after a clean stop and after SIGKILL") {
  for (const bool killed : {false, true}) {
    CAPTURE(killed);
    const TempFolder folder;
    const std::string end = in_child([&] {
      World world(folder.database());
      world.commit(threads(1, 5));
      if (killed) raise(SIGKILL);
      return std::string("stopped");
    });
    CHECK(end == (killed ? "killed by signal 9" : "stopped"));
    CHECK(count_as_guest(folder) == "count(*)\n5;");
    CHECK(listing(folder.path()) == "threadmirror.db threadmirror.db-shm threadmirror.db-wal");
  }
}

TEST_CASE("without write access a mirror can be read while its writer is alive") {
  const TempFolder folder;
  int ready[2], done[2];
  REQUIRE(pipe(ready) == 0);
  REQUIRE(pipe(done) == 0);
  char byte = 0;
  const pid_t writer = fork();
  if (writer == 0) {
    {
      World world(folder.database());
      world.commit(threads(1, 5));
      static_cast<void>(!write(ready[1], "x", 1));
      static_cast<void>(!read(done[0], &byte, 1));
    }
    _exit(0);
  }
  REQUIRE(read(ready[0], &byte, 1) == 1);
  CHECK(count_as_guest(folder) == "count(*)\n5;");
  REQUIRE(write(done[1], "x", 1) == 1);
  waitpid(writer, nullptr, 0);
  for (const int fd : {ready[0], ready[1], done[0], done[1]}) close(fd);
}
