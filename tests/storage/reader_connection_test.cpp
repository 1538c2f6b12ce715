#include "storage/reader_connection.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

int count_threads(const fs::path& path) {
  auto database = open_for_reading(path);
  REQUIRE_MESSAGE(database, (database ? "" : database.error().text()));
  return database->execAndGet("SELECT count(*) FROM threads").getInt();
}

ErrorCode refusal_of(const fs::path& path) {
  const auto database = open_for_reading(path);
  return database ? ErrorCode::kInternal : database.error().code();
}

}  // namespace

TEST_CASE("a copy of the file alone, or of file and log, can be read and no file is made") {
  const TempFolder folder;
  const fs::path copy = folder.path() / "copy" / "threadmirror.db";
  fs::create_directory(copy.parent_path());
  World world(folder.database());
  world.commit(threads(1, 5));
  int expected = 5;
  std::string files = "threadmirror.db";
  SUBCASE("file alone, after a clean stop") { world.store->close(); }
  SUBCASE("file and log, while the writer lives") {
    fs::copy_file(folder.database().string() + "-wal", copy.string() + "-wal");
    files += " threadmirror.db-wal";
  }
  fs::copy_file(folder.database(), copy);
  const std::string before = read_file(copy);
  CHECK(count_threads(copy) == expected);
  CHECK(listing(copy.parent_path()) == files);
  CHECK(read_file(copy) == before);
}

TEST_CASE("the connection refuses to write and has bounded memory") {
  const TempFolder folder;
  World world(folder.database());
  auto database = open_for_reading(folder.database());
  REQUIRE(database);
  CHECK_THROWS_AS(database->exec("DELETE FROM threads"), SQLite::Exception);
  CHECK(database->execAndGet("PRAGMA query_only").getInt() == 1);
  CHECK(database->execAndGet("PRAGMA cache_size").getInt() == -2048);
}

TEST_CASE("what is missing, empty, foreign, newer or garbage is refused, with a mend, and nothing is made") {
  const TempFolder folder;
  CHECK(refusal_of(folder.database()) == ErrorCode::kDatabaseMissing);
  CHECK(refusal_of(folder.path() / "no" / "such" / "folder") == ErrorCode::kDatabaseMissing);
  CHECK(refusal_of(folder.path()) == ErrorCode::kDatabaseForeign);
  CHECK(listing(folder.path()).empty());
  write_file(folder.database(), "");
  CHECK(refusal_of(folder.database()) == ErrorCode::kDatabaseMissing);
  write_file(folder.database(), std::string(5000, 'x'));
  CHECK(refusal_of(folder.database()) == ErrorCode::kDatabaseCorrupt);
  write_file(folder.database(), "");
  execute(folder.database(), "CREATE TABLE x (y)");
  CHECK(refusal_of(folder.database()) == ErrorCode::kDatabaseForeign);
  execute(folder.database(), "PRAGMA application_id = 0x74686d72; PRAGMA user_version = 1000");
  CHECK(refusal_of(folder.database()) == ErrorCode::kDatabaseNewer);
  CHECK(listing(folder.path()) == "threadmirror.db");
}
