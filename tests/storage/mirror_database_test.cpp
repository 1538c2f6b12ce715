#include "storage/mirror_database.hpp"

#include <SQLiteCpp/Column.h>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "fixture.hpp"
#include "storage/database_checks.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kNoWait{0};

core::Result<SQLite::Database> open_at(const fs::path& path, RecordingLog& log) {
  return open_mirror(path, kNoWait, embedded_migrations(), log);
}

// A database in WAL mode whose latest change is in the log only, as after a kill.
void leave_in_log(const fs::path& path, const std::string& statements) {
  const fs::path copy = path.string() + ".copy";
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
  database.exec(statements);
  for (const char* suffix : {"", "-wal"}) fs::copy_file(path.string() + suffix, copy.string() + suffix);
}

}  // namespace

TEST_CASE("a new mirror carries our identity, and all its files are closed to others") {
  const TempFolder folder;
  RecordingLog log;
  const fs::path path = folder.path() / "made" / "threadmirror.db";
  {
    auto database = open_at(path, log);
    REQUIRE(database);
    CHECK(database->execAndGet("PRAGMA application_id").getInt64() == kApplicationId);
    CHECK(database->execAndGet("PRAGMA user_version").getInt() ==
          static_cast<int>(embedded_migrations().size()));
    CHECK(database->execAndGet("PRAGMA foreign_keys").getInt() == 1);
    database->exec("INSERT INTO mirror_info VALUES ('a', 'b')");
    for (const char* suffix : {"", "-wal", "-shm"}) {
      struct stat info {};
      CAPTURE(suffix);
      REQUIRE(stat((path.string() + suffix).c_str(), &info) == 0);
      CHECK((info.st_mode & 0137U) == 0);
    }
  }
  CHECK(listing(path.parent_path()) == "threadmirror.db threadmirror.db-shm threadmirror.db-wal");
}

TEST_CASE("opening an up-to-date mirror migrates and writes nothing") {
  const TempFolder folder;
  RecordingLog log;
  { REQUIRE(open_at(folder.database(), log)); }
  const std::string before = read_file(folder.database());
  { REQUIRE(open_at(folder.database(), log)); }
  CHECK(read_file(folder.database()) == before);
  CHECK(log.count("database schema migrated") == static_cast<int>(embedded_migrations().size()));
}

TEST_CASE("an empty file is taken as new") {
  const TempFolder folder;
  RecordingLog log;
  write_file(folder.database(), "");
  CHECK(open_at(folder.database(), log));
}

// Faults 77, 80.
TEST_CASE("what only the log says about a database counts, and nothing is changed") {
  const TempFolder folder;
  RecordingLog log;
  { REQUIRE(open_at(folder.database(), log)); }
  SUBCASE("newer") { leave_in_log(folder.database(), "PRAGMA user_version = 99"); }
  SUBCASE("foreign") { leave_in_log(folder.database(), "PRAGMA application_id = 5"); }
  const fs::path copy = folder.database().string() + ".copy";
  const std::string file = read_file(copy), wal = read_file(copy.string() + "-wal");
  REQUIRE_FALSE(wal.empty());
  const auto refused = open_at(copy, log);
  REQUIRE_FALSE(refused);
  const ErrorCode code = refused.error().code();
  CHECK((code == ErrorCode::kDatabaseNewer || code == ErrorCode::kDatabaseForeign));
  CHECK(read_file(copy) == file);
  CHECK(read_file(copy.string() + "-wal") == wal);
}

// Fault 78.
TEST_CASE("without its log a mirror opens as of the last checkpoint, and a garbage log is ignored") {
  const TempFolder folder;
  RecordingLog log;
  { REQUIRE(open_at(folder.database(), log)); }
  leave_in_log(folder.database(), "INSERT INTO mirror_info VALUES ('late', 'x')");
  const fs::path copy = folder.database().string() + ".copy";
  SUBCASE("deleted") { fs::remove(copy.string() + "-wal"); }
  SUBCASE("garbage") { write_file(copy.string() + "-wal", std::string(50000, 'x')); }
  SUBCASE("of another database") {
    write_file(folder.path() / "other", "");
    SQLite::Database other((folder.path() / "other").string(), SQLite::OPEN_READWRITE);
    other.exec("PRAGMA journal_mode = WAL; CREATE TABLE x (y)");
    const std::string foreign_log = read_file((folder.path() / "other-wal").string());
    write_file(copy.string() + "-wal", foreign_log);
    const auto refused = open_at(copy, log);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::kDatabaseForeign);
    fs::remove(copy.string() + "-wal");
    fs::remove(copy.string() + "-shm");
  }
  auto database = open_at(copy, log);
  REQUIRE(database);
  CHECK(database->execAndGet("SELECT count(*) FROM mirror_info").getInt() == 0);
  database->exec("INSERT INTO mirror_info VALUES ('late', 'x')");
  CHECK(integrity(copy) == "ok");
}

// Fault 81.
TEST_CASE("a migration that fails gives the error and leaves the former version usable") {
  const TempFolder folder;
  RecordingLog log;
  { REQUIRE(open_at(folder.database(), log)); }
  std::vector<Migration> steps(embedded_migrations().begin(), embedded_migrations().end());
  const int next = static_cast<int>(steps.size()) + 1;
  steps.push_back({next, "bad.sql", "CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);"});
  const auto refused = open_mirror(folder.database(), kNoWait, steps, log);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message().find("no such table: nowhere") != std::string::npos);
  CHECK(open_at(folder.database(), log));
  CHECK(sql(folder.database(), "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == "0");
}
