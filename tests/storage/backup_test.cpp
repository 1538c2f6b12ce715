#include "storage/backup.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

namespace {

bool never() { return false; }

// A mirror with a writer that has it open, and a place for the backup.
struct BackupRig {
  TempFolder folder;
  fs::path shelf = folder.path() / "shelf";
  fs::path file = shelf / "backup.db";
  World world{folder.database()};

  explicit BackupRig(std::int64_t count = 300) {
    fs::create_directory(shelf);
    world.commit(threads(1, count));
  }
  core::Result<storage::BackupReport> back_up(const std::function<bool()>& stop = &never) {
    return storage::back_up(folder.database(), file, stop);
  }
  core::Error refusal() {
    const auto report = back_up();
    REQUIRE_FALSE(report);
    return report.error();
  }
};

}  // namespace

TEST_CASE("a backup holds what the mirror holds, in one file, with the mirror's mode, while it is written") {
  BackupRig rig;
  chmod(rig.folder.database().c_str(), 0640);
  const auto report = rig.back_up();
  REQUIRE(report);
  CHECK(report->threads == 300);
  CHECK(report->bytes == fs::file_size(rig.file));
  CHECK(listing(rig.shelf) == "backup.db");
  CHECK((fs::status(rig.file).permissions() & fs::perms::mask) == fs::perms(0640));
  CHECK(dump(rig.file) == dump(rig.folder.database()));
  CHECK(schema(rig.file) == schema(rig.folder.database()));
  CHECK(integrity(rig.file) == "ok");
  CHECK(sql(rig.file, "PRAGMA journal_mode") == "delete");
  rig.world.commit(threads(301, 5));  // the writer has noticed nothing
  CHECK(sql(rig.file, "SELECT count(*) FROM threads") == "300");
}

TEST_CASE("a backup is one moment, whatever is committed while it is made") {
  BackupRig rig(3000);
  std::int64_t next = 3001;
  const auto report = rig.back_up([&] {
    rig.world.commit(threads(next++, 1));
    return false;
  });
  REQUIRE(report);
  REQUIRE(next > 3002);
  CHECK(report->threads == 3000);
  CHECK(sql(rig.file, "SELECT count(*), max(id) FROM threads") == "3000|3000");
}

TEST_CASE("a backup in the mirror's place is gone on with") {
  BackupRig rig;
  REQUIRE(rig.back_up());
  World restored(rig.file);
  restored.commit(threads(301, 1));
  restored.store->close();
  CHECK(sql(rig.file, "SELECT count(*) FROM threads") == "301");
  CHECK(integrity(rig.file) == "ok");
}

TEST_CASE("an earlier backup is replaced, an unfinished one written over") {
  BackupRig rig;
  REQUIRE(rig.back_up());
  write_file(rig.file.string() + ".partial", "half a backup of a process that was killed");
  write_file(rig.file.string() + ".partial-journal", "and its journal");
  rig.world.commit(threads(301, 10));
  REQUIRE(rig.back_up());
  CHECK(sql(rig.file, "SELECT count(*) FROM threads") == "310");
  CHECK(listing(rig.shelf) == "backup.db");
}

TEST_CASE("a backup that is stopped leaves nothing behind, and the earlier one as it was") {
  BackupRig rig(3000);
  REQUIRE(rig.back_up());
  rig.world.commit(threads(3001, 1));
  int questions = 0;
  const auto count = [&questions] {
    ++questions;
    return false;
  };
  REQUIRE(rig.back_up(count));
  const int all = questions;
  REQUIRE(all > 3);
  const std::string before = dump(rig.file);
  for (int last = 1; last <= all; ++last) {
    CAPTURE(last);
    questions = 0;
    const auto report = rig.back_up([&] { return ++questions == last; });
    REQUIRE_FALSE(report);
    CHECK(report.error().code() == core::ErrorCode::kCancelled);
    CHECK(report.error().message() == "interrupted; no backup was made");
    CHECK(listing(rig.shelf) == "backup.db");
    CHECK(dump(rig.file) == before);
  }
}

// Fault 77.
TEST_CASE("a damaged mirror makes no backup, and the earlier one stays") {
  BackupRig rig;
  REQUIRE(rig.back_up());
  rig.world.store->close();
  rig.world.store.reset();
  std::fstream database(rig.folder.database(), std::ios::in | std::ios::out | std::ios::binary);
  const std::int64_t root =
      std::stoll(sql(rig.folder.database(), "SELECT rootpage FROM sqlite_schema WHERE name = 'threads'"));
  database.seekp((root - 1) * 4096 + 8);
  database << std::string(600, '\xa5');
  database.close();
  const core::Error error = rig.refusal();
  CHECK(error.code() == core::ErrorCode::kDatabaseCorrupt);
  CHECK(listing(rig.shelf) == "backup.db");
  CHECK(integrity(rig.file) == "ok");
}

// Fault 72.
TEST_CASE("a disk that is full makes no backup, and the earlier one stays") {
  BackupRig rig;
  REQUIRE(rig.back_up());
  rig.world.commit(threads(301, 1000));
  rig.world.store.reset();
  // A bound for files stands for a full disk.
  const std::string outcome = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit bound{200'000, 200'000};
    setrlimit(RLIMIT_FSIZE, &bound);
    const auto report = rig.back_up();
    return std::string(report ? "made" : "refused");
  });
  CHECK(outcome == "refused");
  CHECK(listing(rig.shelf) == "backup.db");
  CHECK(sql(rig.file, "SELECT count(*) FROM threads") == "300");
}

TEST_CASE("without a mirror, or a folder for the file, the error says what to do") {
  BackupRig rig;
  rig.file = rig.folder.path() / "nowhere" / "backup.db";
  const core::Error no_folder = rig.refusal();
  CHECK(no_folder.code() == core::ErrorCode::kCannotCreate);
  CHECK(no_folder.message().find("nowhere") != std::string::npos);
  CHECK(no_folder.mend().find("folder exists") != std::string::npos);
  const auto report = storage::back_up(rig.folder.path() / "none.db", rig.shelf / "b", &never);
  REQUIRE_FALSE(report);
  CHECK(report.error().code() == core::ErrorCode::kDatabaseMissing);
  CHECK(listing(rig.shelf).empty());
}

// Fault 85.
TEST_CASE("a folder that may not be written makes no backup, and says for whom") {
  BackupRig rig;
  rig.world.store->close();
  rig.world.store.reset();
  chmod(rig.folder.path().c_str(), 0755);
  chmod(rig.folder.database().c_str(), 0644);
  chmod(rig.shelf.c_str(), 0555);
  const std::string outcome = in_child([&] {
    drop_privileges();
    const auto report = rig.back_up();
    return report ? std::string("made") : report.error().text();
  });
  chmod(rig.shelf.c_str(), 0755);
  CHECK(outcome.find("Permission denied") != std::string::npos);
}
