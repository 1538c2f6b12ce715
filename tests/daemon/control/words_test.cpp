#include "daemon/control/words.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::daemon::control;

namespace {

sync::Progress some_progress() {
  sync::Progress progress;
  progress.kind = storage::RunKind::kReconcile;
  progress.listing = "archived";
  progress.note = "asked for 5 of 9 missing threads";
  progress.pages = 12;
  progress.threads = 6000;
  progress.earlier_pages = 2;
  progress.earlier_threads = 1000;
  return progress;
}

}  // namespace

TEST_CASE("every order is understood as it was meant") {
  for (const JobKind kind : {JobKind::kSync, JobKind::kBackfill, JobKind::kReconcile}) {
    for (const bool flag : {false, true}) {
      const Order order{kind, flag, !flag, flag};
      CHECK(parse_order(ask_for(order)) == order);
      CHECK_FALSE(asks_for_facts(ask_for(order)));
    }
  }
  CHECK(asks_for_facts(ask_for_facts()));
  CHECK_FALSE(parse_order(ask_for_facts()));
}

TEST_CASE("an order of another version, or one that makes no sense, is none") {
  Message order = ask_for({});
  Message other = order;
  other[1] = "threadmirror-control-2";
  CHECK_FALSE(parse_order(other));
  for (const char* kind : {"3", "-1", "", "x", "1x"}) {
    other = order;
    other[2] = kind;
    CHECK_FALSE(parse_order(other));
  }
  other = order;
  other[3] = "yes";
  CHECK_FALSE(parse_order(other));
  other = order;
  other.push_back("more");
  CHECK_FALSE(parse_order(other));
  other = order;
  other.pop_back();
  CHECK_FALSE(parse_order(other));
}

TEST_CASE("progress is told whole, before and after the fast path") {
  for (const bool filled : {false, true}) {
    sync::Progress progress = some_progress();
    if (filled) progress.filled = {7, 3500};
    const auto heard = parse_progress(tell(progress));
    REQUIRE(heard);
    CHECK(tell(*heard) == tell(progress));
    CHECK(heard->kind == progress.kind);
    CHECK(heard->listing == "archived");
    CHECK(heard->earlier_threads == 1000);
    CHECK(heard->filled.has_value() == filled);
  }
}

TEST_CASE("differences keep their fields, with NULL apart from an empty text") {
  storage::Difference difference;
  difference.id = 4711;
  difference.fields = {{"status", "OPEN", "CLOSED"}, {"assigned_to", std::nullopt, ""}, {"extra", "-", "=x"}};
  CHECK(parse_difference(tell(difference)) == difference);
  const storage::Difference missing{-1, storage::DifferenceKind::kMissing, {}};
  CHECK(parse_difference(tell(missing)) == missing);
  Message message = tell(difference);
  message[3] = "no_such_column";
  CHECK_FALSE(parse_difference(message));
}

TEST_CASE("the end of a job is told, with all that its command reports") {
  JobResult failed;
  failed.failure = core::Error(core::ErrorCode::kUnauthorized, "the token is refused", "make another one");
  CHECK(parse_result(tell(failed))->failure == failed.failure);
  JobResult done;
  done.report.counters.threads_seen = 1234;
  done.report.counters.rejected = 5;
  done.report.mass_delete_guard = "900 of 1,000 are missing";
  const auto heard = parse_result(tell(done));
  REQUIRE(heard);
  CHECK_FALSE(heard->failure);
  CHECK(heard->report.counters.threads_seen == 1234);
  CHECK(heard->report.counters.rejected == 5);
  CHECK(heard->report.mass_delete_guard == done.report.mass_delete_guard);
  CHECK_FALSE(parse_result({"failed", "9999", "", ""}));
  CHECK_FALSE(parse_result(tell(some_progress())));
}

TEST_CASE("what the daemon tells of itself, and why a job waits, arrives") {
  const DaemonFacts facts{4711, "0.1.0", *core::Timestamp::parse("2026-11-21T09:30:00Z"), "polling"};
  const auto heard = parse_facts(tell(facts));
  REQUIRE(heard);
  CHECK(tell(*heard) == tell(facts));
  CHECK_FALSE(parse_facts({"facts", "1", "0.1.0", "yesterday", "polling"}));
  CHECK(parse_waiting(tell_waiting("busy")) == "busy");
  CHECK_FALSE(parse_waiting(tell(facts)));
}
