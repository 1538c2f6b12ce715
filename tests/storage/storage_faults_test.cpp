// Whatever goes wrong on the disk: afterwards the database is as before the transaction or as after it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "fault_vfs.hpp"
#include "fixture.hpp"
#include "storage/database_checks.hpp"
#include "storage/mirror_database.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

// A page that touches every table: inserts, updates, a tombstone, a rejected record, a checkpoint, a run.
PageCommit busy_page(core::Timestamp now, std::int64_t number) {
  std::vector<core::ThreadRecord> records = threads(100 * number, 40);
  for (core::ThreadRecord record : threads(1, 20)) {
    record.status = fmt::format("STATE {}", number);
    records.push_back(record);
  }
  PageCommit page = page_of(std::move(records), now);
  page.rejected = {{fmt::format("{{\"n\":{}}}", number), "no id"}};
  page.deletions = {{20 + number, "404 twice"}};
  page.info = {{"portal_id", std::to_string(number)}};
  StreamState tail;
  tail.stream = "tail";
  tail.watermark = now + std::chrono::seconds(number);
  tail.pages = number;
  page.streams = {tail};
  Run run;
  run.kind = RunKind::kBackfill;
  run.started_at = run.finished_at.emplace(now);
  run.outcome = RunOutcome::kOk;
  page.run = run;
  return page;
}

// A small mirror, and what it looks like after one and after two busy pages.
struct Baseline {
  Baseline() {
    World world(folder.database());
    world.commit(threads(1, 50));
    world.store->close();
    before = dump(folder.database());
    fs::create_directory(folder.path() / "files");
    copy_files(folder.path(), folder.path() / "files");
    world.reopen();
    REQUIRE(world.store->commit(busy_page(world.clock.now(), 1)));
    after_one = dump(folder.database());
    REQUIRE(world.store->commit(busy_page(world.clock.now(), 2)));
    after_two = dump(folder.database());
  }
  static void copy_files(const fs::path& from, const fs::path& to) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      const std::string name = std::string("threadmirror.db") + suffix;
      fs::copy_file(from / name, to / name, fs::copy_options::overwrite_existing);
    }
  }
  // A fresh copy of the mirror as it was before.
  fs::path fresh() const {
    const fs::path work = folder.path() / "work";
    fs::remove_all(work);
    fs::create_directory(work);
    copy_files(folder.path() / "files", work);
    return work / "threadmirror.db";
  }

  TempFolder folder;
  std::string before, after_one, after_two;
};

ErrorCode expected_code(int system_errno) {
  if (system_errno == ENOSPC) return ErrorCode::kDiskFull;
  return system_errno == EROFS ? ErrorCode::kReadOnly : ErrorCode::kIo;
}

}  // namespace

// Faults 72, 73, 74, 91.
TEST_CASE("one failure at any operation of a commit: rolled back, and the same call succeeds afterwards") {
  const Baseline base;
  for (const int system_errno : {ENOSPC, EIO, EROFS}) {
    bool struck = true;
    for (long n = 0; struck; ++n) {
      CAPTURE(system_errno);
      CAPTURE(n);
      REQUIRE(n < 500);
      FaultVfs disk;
      World world(base.fresh());
      disk.arm({.first = n, .system_errno = system_errno});
      const auto result = world.store->commit(busy_page(world.clock.now(), 1));
      disk.disarm();
      struck = disk.struck();
      REQUIRE(dump(world.options.path) == (result ? base.after_one : base.before));
      REQUIRE(integrity(world.options.path) == "ok");
      if (result) continue;
      CHECK(result.error().code() == expected_code(system_errno));
      REQUIRE(world.store->commit(busy_page(world.clock.now(), 1)));
      REQUIRE(dump(world.options.path) == base.after_one);
    }
  }
}

// Faults 72, 73, 74, 91.
TEST_CASE("failure for ever from any operation on: before or after, and a restart recovers") {
  const Baseline base;
  for (const int system_errno : {ENOSPC, EIO, EROFS}) {
    bool struck = true;
    for (long n = 0; struck; ++n) {
      CAPTURE(system_errno);
      CAPTURE(n);
      REQUIRE(n < 500);
      FaultVfs disk;
      World world(base.fresh());
      disk.arm({.first = n, .count = Fault::kForever, .system_errno = system_errno});
      const auto result = world.store->commit(busy_page(world.clock.now(), 1));
      if (!result) CHECK(result.error().code() == expected_code(system_errno));
      world.store.reset();
      disk.disarm();
      struck = disk.struck();
      world.reopen();
      const std::string now = dump(world.options.path);
      REQUIRE((now == base.after_one || (!result && now == base.before)));
      REQUIRE(integrity(world.options.path) == "ok");
      REQUIRE(world.store->commit(busy_page(world.clock.now(), 2)));
    }
  }
}

// Fault 73.
TEST_CASE("a read that fails at any point fails the call and changes nothing") {
  const Baseline base;
  bool struck = true;
  for (long n = 0; struck; ++n) {
    CAPTURE(n);
    REQUIRE(n < 1000);
    FaultVfs disk;
    World world(base.fresh());
    disk.arm({.first = n, .system_errno = EIO, .reads = true});
    const auto result = world.store->commit(busy_page(world.clock.now(), 1));
    disk.disarm();
    struck = disk.struck();
    REQUIRE(dump(world.options.path) == (result ? base.after_one : base.before));
    if (!result) CHECK(result.error().code() == ErrorCode::kIo);
  }
}

// Faults 91, 99.
TEST_CASE("power lost at any operation: what was reported as committed is there, nothing is half there") {
  const Baseline base;
  const std::vector<std::optional<std::uint32_t>> dice{std::nullopt, 1, 2, 3};
  for (const auto& seed : dice) {
    bool struck = true;
    for (long n = 0; struck; ++n) {
      CAPTURE(n);
      CAPTURE(seed.value_or(0));
      REQUIRE(n < 500);
      FaultVfs disk;
      World world(base.fresh());
      disk.arm({.first = n, .count = Fault::kForever, .system_errno = EIO});
      const bool one = world.store->commit(busy_page(world.clock.now(), 1)).has_value();
      const bool two = one && world.store->commit(busy_page(world.clock.now(), 2)).has_value();
      world.store.reset();  // with a checkpoint, as far as it gets
      disk.disarm();
      struck = disk.struck();
      disk.lose_power(seed);
      world.reopen();
      const std::string now = dump(world.options.path);
      REQUIRE((now == base.after_two || (!two && now == base.after_one) || (!one && now == base.before)));
      REQUIRE(integrity(world.options.path) == "ok");
    }
  }
}

// Faults 81, 91, 99.
TEST_CASE("creation cut off at any operation leaves nothing or a whole mirror, and opens the next time") {
  const std::vector<std::optional<std::uint32_t>> dice{std::nullopt, 1, 2};
  std::string whole;
  {
    const TempFolder folder;
    World world(folder.database());
    whole = schema(folder.database());
  }
  const TempFolder folder;
  for (const auto& seed : dice) {
    bool struck = true;
    for (long n = 0; struck; ++n) {
      CAPTURE(n);
      CAPTURE(seed.value_or(0));
      REQUIRE(n < 500);
      for (const auto& entry : fs::directory_iterator(folder.path())) fs::remove(entry);
      FaultVfs disk;
      ManualClock clock;
      RecordingLog log;
      const StoreOptions options{.path = folder.database(), .writer_version = "0.1.0"};
      disk.arm({.first = n, .count = Fault::kForever, .system_errno = EIO});
      { static_cast<void>(MirrorStore::open(options, clock, log)); }
      disk.disarm();
      struck = disk.struck();
      disk.lose_power(seed);
      const auto store = MirrorStore::open(options, clock, log);
      REQUIRE_MESSAGE(store, (store ? "" : store.error().text()));
      REQUIRE(schema(folder.database()) == whole);
      REQUIRE(integrity(folder.database()) == "ok");
      REQUIRE((*store)->commit(busy_page(clock.now(), 1)));
    }
  }
}

// Fault 81.
TEST_CASE("a migration cut off at any operation leaves the old version or the new one") {
  const Baseline base;
  std::vector<Migration> steps(embedded_migrations().begin(), embedded_migrations().end());
  const int next = static_cast<int>(steps.size()) + 1;
  steps.push_back(
      {next, "next.sql",
       "ALTER TABLE threads ADD COLUMN note TEXT; UPDATE threads SET note = 'x';"
       "CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT; INSERT INTO notes SELECT id FROM threads;"});
  const auto seen = [](const fs::path& path) {
    return sql(
        path,
        "SELECT (SELECT * FROM pragma_user_version), (SELECT count(*) FROM pragma_table_info('threads')), "
        "(SELECT count(*) FROM sqlite_schema WHERE name = 'notes'), (SELECT count(*) FROM threads)");
  };
  int old_ones = 0, new_ones = 0;
  bool struck = true;
  for (long n = 0; struck; ++n) {
    CAPTURE(n);
    REQUIRE(n < 500);
    FaultVfs disk;
    RecordingLog log;
    const fs::path path = base.fresh();
    disk.arm({.first = n, .count = Fault::kForever, .system_errno = EIO});
    { static_cast<void>(open_mirror(path, std::chrono::milliseconds(0), steps, log)); }
    disk.disarm();
    struck = disk.struck();
    const std::string found = seen(path);
    const bool is_old = found == fmt::format("{}|20|0|50", next - 1);
    REQUIRE((is_old || found == fmt::format("{}|21|1|50", next)));
    ++(is_old ? old_ones : new_ones);
    REQUIRE(integrity(path) == "ok");
    REQUIRE(open_mirror(path, std::chrono::milliseconds(0), steps, log));
    REQUIRE(seen(path) == fmt::format("{}|21|1|50", next));
  }
  CHECK(old_ones > 0);
  CHECK(new_ones > 0);
}

// Faults 83, 91.
TEST_CASE("killed with SIGKILL again and again: no row lost, none twice, on from the last committed page") {
  const TempFolder folder;
  constexpr std::int64_t kPage = 10;
  std::int64_t expected_pages = 0;
  for (int round = 1; round <= 12; ++round) {
    int acks[2];
    REQUIRE(pipe(acks) == 0);
    const pid_t child = fork();
    if (child == 0) {
      World world(folder.database());
      const auto stream = world.store->stream("backfill/active").value();
      for (std::int64_t page_number = stream ? stream->pages : 0;; ++page_number) {
        PageCommit page = page_of(threads(page_number * kPage, kPage), world.clock.now());
        StreamState state;
        state.stream = "backfill/active";
        state.pages = page_number + 1;
        page.streams = {state};
        if (!world.store->commit(page)) _exit(1);
        static_cast<void>(!write(acks[1], "x", 1));
      }
    }
    char byte = 0;
    for (int i = 0; i < round * 3; ++i) REQUIRE(read(acks[0], &byte, 1) == 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(acks[0]);
    close(acks[1]);
    expected_pages += round * 3;
    const World world(folder.database());
    const std::int64_t pages = world.store->stream("backfill/active").value().value().pages;
    CHECK(pages >= expected_pages);
    expected_pages = pages;
    CHECK(sql(folder.database(), "SELECT count(*), max(id) FROM threads") ==
          fmt::format("{}|{}", pages * kPage, pages * kPage - 1));
    CHECK(integrity(folder.database()) == "ok");
  }
}
