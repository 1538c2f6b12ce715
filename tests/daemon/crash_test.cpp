// Kills the real program at random moments, two hundred times in all, and looks at what it left behind.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "core/random.hpp"
#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using fake_hubspot::MutationKind;

namespace {

// Two hundred in all, less under sanitizers (which slow the program down; see CMakeLists.txt).
constexpr int kKillsInBackfill = THREADMIRROR_KILLS / 2;
constexpr int kKillsInTail = THREADMIRROR_KILLS / 2;

// Removes the mirror, so that there is something to interrupt again.
void begin_anew(const Rehearsal& rehearsal) {
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(rehearsal.database().string() + suffix);
}

// What must never go back: pages and threads of the backfill, rows.
struct Mark {
  std::int64_t pages = 0;
  std::int64_t rows = 0;
};

Mark read_mark(const Rehearsal& rehearsal) {
  return {rehearsal.number("SELECT coalesce(sum(pages), 0) FROM sync_state WHERE stream LIKE 'backfill/%'"),
          rehearsal.number("SELECT count(*) FROM threads")};
}

// How long a command takes here, whatever the machine and the build: kills are spread over such a time.
std::chrono::milliseconds time_of(const Rehearsal& rehearsal, const std::string& command) {
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(rehearsal.run({command}).exit.code == 0);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

// Lets the command run for a random while and kills it. False when it ended by itself.
bool run_and_kill(const Rehearsal& rehearsal, const std::string& command, std::chrono::milliseconds longest,
                  core::Random& random) {
  const auto program = rehearsal.start({command});
  const double life = random.unit() * static_cast<double>(longest.count());
  if (program->wait_for(std::chrono::milliseconds(static_cast<std::int64_t>(life)))) return false;
  program->send(SIGKILL);
  return program->wait().signal == SIGKILL;  // or it was just about to end
}

// `first_watermark` is where this mirror's tail began; empty until it is known.
void check_sound(const Rehearsal& rehearsal, std::string& first_watermark) {
  REQUIRE(rehearsal.cell("PRAGMA integrity_check") == "ok");
  REQUIRE(rehearsal.number("SELECT count(*) - count(DISTINCT id) FROM threads") == 0);
  // No watermark ahead of its rows: it is where the tail began, or not later than a thread that is there.
  const std::string watermark = rehearsal.cell("SELECT watermark FROM sync_state WHERE stream = 'tail'");
  if (first_watermark.empty()) first_watermark = watermark;
  const std::string latest =
      rehearsal.cell("SELECT coalesce(max(latest_message_timestamp), '') FROM threads");
  REQUIRE(watermark <= std::max(first_watermark, latest));
}

}  // namespace

// Faults 83, 91.
TEST_CASE("killed again and again in a backfill, it goes on from its last committed page and ends exact") {
  RehearsalOptions options;
  options.threads = 20000;
  options.page_size = 50;
  options.poll_interval = "1h";
  Rehearsal rehearsal(options);
  core::SeededRandom random(20261121);
  const auto longest = time_of(rehearsal, "backfill") / 2;
  begin_anew(rehearsal);

  Mark before;
  std::string first_watermark;
  int kills = 0;
  int kills_with_progress = 0;
  for (int attempt = 0; kills < kKillsInBackfill && attempt < 10 * kKillsInBackfill; ++attempt) {
    if (!run_and_kill(rehearsal, "backfill", longest, random)) {
      begin_anew(rehearsal);  // it was quicker than the kill
      before = {};
      first_watermark.clear();
      continue;
    }
    ++kills;
    if (!std::filesystem::exists(rehearsal.database())) continue;
    if (rehearsal.number("SELECT count(*) FROM sqlite_schema WHERE name = 'threads'") == 0) continue;
    check_sound(rehearsal, first_watermark);
    const Mark after = read_mark(rehearsal);
    CAPTURE(kills);
    REQUIRE(after.pages >= before.pages);
    REQUIRE(after.rows >= before.rows);
    if (after.pages > before.pages) ++kills_with_progress;
    before = after;
    if (rehearsal.cell("SELECT backfill_complete FROM sync_status") == "1") {
      begin_anew(rehearsal);  // killed after the last page: the next one would be a second backfill
      before = {};
      first_watermark.clear();
    }
  }
  REQUIRE(kills == kKillsInBackfill);
  CHECK(kills_with_progress > kKillsInBackfill / 10);

  const std::int64_t pages_before = before.pages;
  const std::int64_t requests_before = rehearsal.requests();
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  // Only what was left was asked for: what remained of the sweep's pages, three polls, the account; and
  // before it, where the machine made several readers worth while, what remained of the fast path, in slices
  // whose last pages are not full, and a page or two again for each reader.
  const std::int64_t pages_in_all = read_mark(rehearsal).pages;
  const std::int64_t missing = (options.threads - before.rows) / options.page_size;
  const std::int64_t fast_path = pages_before > 0 ? 0 : missing * 5 / 4 + 16;
  CHECK(rehearsal.requests() - requests_before <= pages_in_all - pages_before + fast_path + 5);
  CHECK(rehearsal.compare().equal());
  check_sound(rehearsal, first_watermark);
}

// Faults 91, 99.
TEST_CASE("killed again and again while it polls, the daemon loses no message and ends exact") {
  RehearsalOptions options;
  options.threads = 3000;
  options.page_size = 20;
  options.poll_interval = "100ms";
  Rehearsal rehearsal(options);
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const auto longest = 3 * time_of(rehearsal, "sync");
  core::SeededRandom random(7);
  std::string first_watermark = rehearsal.cell("SELECT watermark FROM sync_state WHERE stream = 'tail'");
  for (int kills = 0; kills < kKillsInTail; ++kills) {
    rehearsal.mutate(MutationKind::kIncoming, 60);
    rehearsal.mutate(MutationKind::kNewThread, 5);
    rehearsal.mutate(MutationKind::kOutgoing, 20);
    REQUIRE(run_and_kill(rehearsal, "run", longest, random));
    check_sound(rehearsal, first_watermark);
  }
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  const auto comparison = rehearsal.compare();
  CAPTURE(comparison.to_json());
  CHECK(comparison.equal());
  CHECK(rehearsal.number("SELECT count(*) FROM sync_runs WHERE outcome IS NULL") == 0);
}
