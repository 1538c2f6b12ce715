#include "storage/wal_guard.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"
#include "storage/writer_connection.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;

namespace {

constexpr std::int64_t kKiB = 1024;

struct Setup {
  explicit Setup(WalLimits limits)
      : database((write_file(folder.database(), ""),
                  open_for_writing(folder.database(), std::chrono::milliseconds(0)))) {
    enable_log(database);
    database.exec("CREATE TABLE a (x)");
    guard.emplace(database, folder.database(), limits, log);
  }
  // Adds about `kib` to the log.
  void write(int kib) {
    database.exec("INSERT INTO a VALUES (zeroblob(" + std::to_string(kib * kKiB) + "))");
    guard->after_commit();
  }

  TempFolder folder;
  RecordingLog log;
  SQLite::Database database;
  std::optional<WalGuard> guard;
};

constexpr WalLimits kLimits{.checkpoint = 64 * kKiB, .warning = 256 * kKiB, .ceiling = 512 * kKiB};

}  // namespace

// Fault 76.
TEST_CASE("without readers the log is reused and stays small") {
  Setup setup(kLimits);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(setup.guard->check_room());
    setup.write(30);
  }
  CHECK(std::filesystem::file_size(setup.folder.database().string() + "-wal") < 256 * kKiB);
  CHECK(setup.log.count("log grows") == 0);
}

// Fault 76.
TEST_CASE("a reader that stays is warned about once and the ceiling holds until it has gone") {
  Setup setup(kLimits);
  SQLite::Database reader(setup.folder.database().string(), SQLite::OPEN_READONLY);
  reader.exec("BEGIN; SELECT * FROM a");
  int commits = 0;
  while (setup.guard->check_room() && commits < 100) {
    setup.write(30);
    ++commits;
  }
  CHECK(commits > 10);
  CHECK(commits < 30);
  CHECK(setup.log.count("log grows") == 1);
  const auto refused = setup.guard->check_room();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == core::ErrorCode::kBusy);
  CHECK(std::filesystem::file_size(setup.folder.database().string() + "-wal") < 600 * kKiB);

  reader.exec("COMMIT");
  CHECK(setup.guard->check_room());
  CHECK(setup.guard->bytes() == 0);
  setup.write(30);
  CHECK(setup.guard->bytes() < 64 * kKiB);
}

TEST_CASE("what a crash left in the log counts from the start") {
  Setup setup(kLimits);
  setup.write(40);
  const std::int64_t bytes = setup.guard->bytes();
  RecordingLog log;
  const WalGuard again(setup.database, setup.folder.database(), kLimits, log);
  CHECK(again.bytes() >= bytes);
  CHECK(bytes >= 40 * kKiB);
}
