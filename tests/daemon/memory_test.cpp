// Peak memory of a backfill and of a reconcile does not depend on the number of threads.
#include <doctest/doctest.h>

#include "tests/daemon/rehearsal.hpp"

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

}  // namespace

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
