#include "tests/simulation/memory_vfs.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "tests/simulation/test_disk.hpp"

using namespace threadmirror;
using namespace threadmirror::simulation;

namespace {

constexpr const char* kWal = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";

}  // namespace

TEST_CASE("several connections share a database with a log in memory, and nothing reaches the real disk") {
  TestDisk world;
  Connection writer(world.path), reader(world.path);
  REQUIRE(writer.run(kWal) == SQLITE_OK);
  REQUIRE(writer.run("CREATE TABLE t (x); INSERT INTO t VALUES (1)") == SQLITE_OK);
  CHECK(reader.cell("SELECT count(*) FROM t") == "1");
  REQUIRE(writer.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)") == SQLITE_OK);
  CHECK(reader.cell("SELECT count(*) FROM t") == "1");
  CHECK(reader.run("INSERT INTO t VALUES (3)") == SQLITE_BUSY);
  REQUIRE(writer.run("COMMIT") == SQLITE_OK);
  CHECK(reader.cell("SELECT count(*) FROM t") == "2");
  CHECK(std::filesystem::is_empty(world.folder / "."));
  CHECK(world.disk.size_of(world.path + "-wal") > 0);
  CHECK(world.disk.open_files() >= 4);
}

TEST_CASE("the time that SQL sees is the given one") {
  TestDisk world;
  Connection connection(world.path);
  CHECK(connection.cell("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')") == "2026-11-21 09:30:00.000");
  world.clock.advance(std::chrono::milliseconds(1500));
  CHECK(connection.cell("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')") == "2026-11-21 09:30:01.500");
}

TEST_CASE("killed at every step of a commit, the database holds the state before or after it") {
  int before = 0, after = 0;
  for (std::int64_t step = 0;; ++step) {
    TestDisk world;
    {
      Connection writer(world.path);
      writer.run(kWal);
      writer.run("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
      world.disk.arm({StorageFault::Kind::kCrash, world.disk.operations() + step, 1});
      writer.run("UPDATE t SET x = 2");
    }
    const bool struck = world.disk.crashed();
    CHECK(world.disk.open_files() == 0);
    world.disk.restart(true);
    Connection again(world.path);
    CHECK(again.cell("PRAGMA integrity_check") == "ok");
    const std::string value = again.cell("SELECT x FROM t");
    CHECK((value == "1" || value == "2"));
    (value == "1" ? before : after) += 1;
    if (!struck) {
      CHECK(value == "2");
      break;
    }
  }
  CHECK(before > 0);
  CHECK(after > 1);
}

TEST_CASE("a full disk fails a commit, and lets the next one pass when there is room again") {
  TestDisk world;
  Connection writer(world.path);
  writer.run(kWal);
  writer.run("CREATE TABLE t (x)");
  world.disk.arm({StorageFault::Kind::kDiskFull, world.disk.operations(), 3});
  int failures = 0;
  while (writer.run("INSERT INTO t VALUES (1)") == SQLITE_FULL) ++failures;
  CHECK(failures > 0);
  CHECK(world.disk.strikes() == 3);
  CHECK(writer.cell("SELECT count(*) FROM t") == "1");
}

TEST_CASE("a disk can begin with the files of another one") {
  std::optional<DiskImage> image;
  std::string path;
  {
    TestDisk world;
    path = world.path;
    {
      Connection writer(path);
      writer.run("CREATE TABLE t (x); INSERT INTO t VALUES (7)");
    }
    image = world.disk.image();
  }
  TestDisk other;
  other.disk.install(*image);
  Connection reader(path);
  CHECK(reader.cell("SELECT x FROM t") == "7");
}
