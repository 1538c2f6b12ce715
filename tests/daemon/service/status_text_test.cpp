#include "daemon/service/status_text.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace std::chrono_literals;
using daemon::service::status_text;
using daemon::service::StatusFacts;
using storage::RunKind;

namespace {

StatusFacts quiet() {
  StatusFacts facts;
  facts.since_poll = 12s;
  facts.threads = 48211;
  return facts;
}

sync::Progress sweep(RunKind kind, std::int64_t threads) {
  sync::Progress progress;
  progress.kind = kind;
  progress.listing = "active";
  progress.threads = threads;
  return progress;
}

}  // namespace

TEST_CASE("before the first poll the status claims nothing") {
  CHECK(status_text({}) == "not synced yet");
  StatusFacts facts;
  facts.threads = 1;
  CHECK(status_text(facts) == "not synced yet; 1 thread");
}

TEST_CASE("in quiet times the status tells age and size") {
  CHECK(status_text(quiet()) == "synced 12 s ago; 48,211 threads");
}

TEST_CASE("an age from before a clock jump is never in the future") {
  StatusFacts facts = quiet();
  facts.since_poll = -3h;
  CHECK(status_text(facts) == "synced just now; 48,211 threads");
}

TEST_CASE("a sweep is told in percent where its end is known") {
  StatusFacts facts = quiet();
  facts.progress = sweep(RunKind::kBackfill, 63000);
  facts.progress.filled = sync::Progress::Filled{200, 100000};
  CHECK(status_text(facts) == "synced 12 s ago; 48,211 threads; backfill, proof 63 %");
  facts.progress = sweep(RunKind::kReconcile, 24105);
  CHECK(status_text(facts) == "synced 12 s ago; 48,211 threads; reconcile 49 %");
}

TEST_CASE("a sweep whose end is not known is told by what it has seen") {
  StatusFacts facts = quiet();
  facts.progress = sweep(RunKind::kBackfill, 12300);
  CHECK(status_text(facts) == "synced 12 s ago; 48,211 threads; backfill: 12,300 threads so far");
  facts.threads.reset();
  facts.progress = sweep(RunKind::kReconcile, 1);
  CHECK(status_text(facts) == "synced 12 s ago; reconcile: 1 thread so far");
  facts.threads = 0;
  CHECK(status_text(facts) == "synced 12 s ago; 0 threads; reconcile: 1 thread so far");
}

TEST_CASE("a sweep that has not ended is never told as whole") {
  StatusFacts facts = quiet();
  facts.progress = sweep(RunKind::kReconcile, 50000);
  CHECK(status_text(facts) == "synced 12 s ago; 48,211 threads; reconcile 99 %");
}

TEST_CASE("what a sweep does between its listings is told instead") {
  StatusFacts facts = quiet();
  facts.progress = sweep(RunKind::kReconcile, 48211);
  facts.progress.note = "asked for 3 of 10 missing threads";
  CHECK(status_text(facts) ==
        "synced 12 s ago; 48,211 threads; reconcile: asked for 3 of 10 missing threads");
}

TEST_CASE("trouble, a rest and a remark come after the figures") {
  StatusFacts facts = quiet();
  facts.rest = "reconcile rests until midnight";
  facts.trouble = "no route\nto host";
  facts.remark = "a restart is needed for sync.overlap";
  CHECK(status_text(facts) ==
        "synced 12 s ago; 48,211 threads; reconcile rests until midnight; trouble: no route\\nto host; "
        "a restart is needed for sync.overlap");
  facts.trouble = facts.rest;
  facts.remark.reset();
  CHECK(status_text(facts) == "synced 12 s ago; 48,211 threads; reconcile rests until midnight");
}

TEST_CASE("a long cause is cut between two characters") {
  StatusFacts facts;
  facts.trouble = "x";
  for (int i = 0; i < 300; ++i) *facts.trouble += "ä";
  const std::string text = status_text(facts);
  CHECK(text.size() < 350);
  CHECK(text.ends_with("ä …"));
}
