// Peak memory of a backfill, a reconcile and an export does not depend on the number of threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "storage/mirror_store.hpp"
#include "tests/daemon/rehearsal.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

// KiB, the larger of two runs, as the system's allocator is not quite deterministic.
long peak_of_backfill(int threads) {
  Rehearsal rehearsal({.threads = threads, .page_size = 500});
  const Finished done = rehearsal.run({"backfill"});
  REQUIRE(done.exit.code == 0);
  REQUIRE(rehearsal.number("SELECT count(*) FROM threads") == threads);
  return done.exit.peak_kib;
}

// The same of a reconcile that finds everything unchanged, beside that.
long peak_of_reconcile(int threads) {
  Rehearsal rehearsal({.threads = threads, .page_size = 500});
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const std::string changed = rehearsal.cell("SELECT max(changed_at) FROM threads");
  const Finished done = rehearsal.run({"reconcile"});
  REQUIRE(done.exit.code == 0);
  REQUIRE(rehearsal.cell("SELECT threads_seen || ' ' || unchanged FROM sync_runs WHERE kind = 'reconcile'") ==
          std::to_string(threads) + " " + std::to_string(threads));
  REQUIRE(rehearsal.cell("SELECT max(changed_at) FROM threads") == changed);
  return done.exit.peak_kib;
}

// A mirror of that many threads, each of another minute, that nobody keeps.
void make_mirror(const std::filesystem::path& path, std::int64_t threads) {
  constexpr std::int64_t kPage = 1000;
  storage::StoreOptions options;
  options.path = path;
  const core::SystemClock clock;
  core::NullLog log;
  const auto store = storage::MirrorStore::open(options, clock, log).value();
  const core::Timestamp begin = *core::Timestamp::parse("2024-01-01T00:00:00.000Z");
  for (std::int64_t first = 1; first <= threads; first += kPage) {
    storage::PageCommit page;
    page.listing = "active";
    page.observed_at = clock.now();
    for (std::int64_t id = first; id < first + kPage; ++id) {
      core::ThreadRecord& record = page.threads.emplace_back();
      record.id = id;
      record.status = "OPEN";
      record.inbox_id = std::to_string(id % 100);
      record.assigned_to = "A-" + std::to_string(id);
      record.created_at = begin + std::chrono::minutes(id);
      record.latest_message_timestamp = record.created_at;
    }
    REQUIRE(store->commit(page));
  }
}

// KiB, the largest of a table as text and as a file, and of views whose rows must be sorted.
long peak_of_export(std::int64_t threads) {
  const TempFolder folder;
  const std::string database = (folder / "mirror.db").string();
  make_mirror(database, threads);
  long peak = 0;
  for (const std::vector<std::string>& order : {std::vector<std::string>{"threads"},
                                                {"threads", "--output", (folder / "threads.db").string()},
                                                {"daily_activity"},
                                                {"assignee_load"}}) {
    std::vector<std::string> arguments{"--database", database, "export"};
    arguments.insert(arguments.end(), order.begin(), order.end());
    const Finished done = run_program(folder.path(), arguments);
    REQUIRE(done.exit.code == 0);
    peak = std::max(peak, done.exit.peak_kib);
  }
  return peak;
}

}  // namespace

TEST_CASE("an export of 200,000 threads peaks below 24 MiB, and like one of 20,000 within 4 MiB") {
  const long small = peak_of_export(20'000);
  const long large = peak_of_export(200'000);
  MESSAGE("peak memory in KiB: " << small << " for 20,000 threads, " << large << " for 200,000");
  CHECK(large <= 24 * 1024);
  CHECK(large <= small + 4 * 1024);
}

TEST_CASE("a reconcile of 100,000 unchanged threads writes none, and peaks like one of 10,000 within 10 %") {
  const long small = peak_of_reconcile(10000);
  const long large = peak_of_reconcile(100000);
  MESSAGE("peak memory in KiB: " << small << " for 10,000 threads, " << large << " for 100,000");
  CHECK(large <= 32 * 1024);
  CHECK(large <= small * 11 / 10);
}

TEST_CASE("a backfill of 100,000 threads peaks below 32 MiB, and like one of 10,000 within 10 %") {
  const long small = peak_of_backfill(10000);
  const long large = peak_of_backfill(100000);
  MESSAGE("peak memory in KiB: " << small << " for 10,000 threads, " << large << " for 100,000");
  CHECK(large <= 32 * 1024);
  CHECK(large <= small * 11 / 10);
}
