#include "tests/simulation/mirror_book.hpp"

#include <doctest/doctest.h>

#include "tests/simulation/book_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::simulation;
using namespace std::chrono_literals;

namespace {

int number(Invariant invariant) { return static_cast<int>(invariant); }

Event mutation(fake_hubspot::MutationKind kind, std::int64_t thread) {
  Event event;
  event.mutation.kind = kind;
  event.mutation.id = thread;
  return event;
}

// A mirror that equals its upstream.
struct FullRig : BookRig {
  FullRig() {
    commit(whole_page());
    first = book.rows().begin()->first;
  }
  std::int64_t first = 0;
};

}  // namespace

TEST_CASE("a page that brings what the upstream has breaks nothing, and equals it") {
  FullRig rig;
  CHECK(rig.book.rows().size() == 5);
  CHECK(rig.book.differences().empty());
  rig.commit(rig.whole_page());
  rig.truth.apply(mutation(fake_hubspot::MutationKind::kArchive, rig.first), rig.world.clock.now());
  CHECK(rig.book.differences().find("archived: mirror 0, upstream 1") != std::string::npos);
  rig.commit(rig.whole_page());
  CHECK(rig.book.differences().empty());
  CHECK_MESSAGE(rig.broken() == 0, rig.details());
}

TEST_CASE("missing and extra rows are told") {
  BookRig rig;
  CHECK(rig.book.differences().find("missing") != std::string::npos);
  rig.commit(rig.whole_page());
  rig.truth.apply(mutation(fake_hubspot::MutationKind::kDelete, rig.book.rows().begin()->first),
                  rig.world.clock.now());
  CHECK(rig.book.differences().find("extra") != std::string::npos);
}

TEST_CASE("a row that is written without a change breaks quiet") {
  FullRig rig;
  rig.sabotage("UPDATE threads SET changed_at = '2026-11-21T10:00:00.000Z' WHERE id = " +
               std::to_string(rig.first));
  CHECK(rig.broken() == number(Invariant::kQuiet));
}

TEST_CASE("a run for a poll that changed nothing breaks quiet") {
  FullRig rig;
  storage::PageCommit page;
  page.run = storage::Run{};
  rig.book.begin(&page);
  sqlite3_exec(
      rig.book.connection(),
      "INSERT INTO sync_runs (kind, started_at, requests, pages, threads_seen, inserted, updated, unchanged,"
      " deleted, rejected) VALUES ('tail', '2026-11-21T09:30:00.000Z', 1, 1, 0, 0, 0, 0, 0, 0)",
      nullptr, nullptr, nullptr);
  rig.book.succeeded();
  CHECK(rig.broken() == number(Invariant::kQuiet));
}

TEST_CASE("a version that the upstream never had breaks truthful") {
  FullRig rig;
  rig.sabotage("UPDATE threads SET original_channel_id = '7' WHERE id = " + std::to_string(rig.first));
  CHECK(rig.broken() == number(Invariant::kTruthful));
}

TEST_CASE("a change without its history, and a history without a change, break history") {
  FullRig rig;
  rig.truth.apply(mutation(fake_hubspot::MutationKind::kSpam, rig.first), rig.world.clock.now());
  rig.sabotage("UPDATE threads SET spam = 1 - spam WHERE id = " + std::to_string(rig.first));
  CHECK(rig.broken() == number(Invariant::kHistory));

  FullRig other;
  other.sabotage("INSERT INTO thread_changes VALUES (" + std::to_string(other.first) +
                 ", 'inbox_id', '1', '2', '2026-11-21T09:30:00.000Z')");
  CHECK(other.broken() == number(Invariant::kHistory));
}

TEST_CASE("a tombstone for a thread that lives breaks tombstone, for one that is gone it does not") {
  for (const bool lives : {true, false}) {
    FullRig rig;
    if (!lives)
      rig.truth.apply(mutation(fake_hubspot::MutationKind::kDelete, rig.first), rig.world.clock.now());
    storage::PageCommit page;
    page.observed_at = rig.world.clock.now();
    page.deletions.push_back({rig.first, "no evidence"});
    rig.commit(page);
    CHECK(rig.broken() == (lives ? number(Invariant::kTombstone) : 0));
    CHECK(rig.book.rows().at(rig.first).deleted_at.has_value());
  }
}

TEST_CASE("a watermark that falls, or is ahead of the time, breaks watermark") {
  const auto set = [](BookRig& rig, const std::string& to) {
    rig.sabotage(
        "INSERT OR REPLACE INTO sync_state (stream, watermark, in_progress, pages, threads, restarts, "
        "updated_at)"
        " VALUES ('tail', '" +
        to + "', 0, 0, 0, 0, '')");
  };
  BookRig falls;
  set(falls, "2026-11-21T09:00:00.000Z");
  CHECK(falls.broken() == 0);
  CHECK(falls.book.watermark() == core::Timestamp::parse("2026-11-21T09:00:00Z"));
  set(falls, "2026-11-21T08:59:59.999Z");
  CHECK(falls.broken() == number(Invariant::kWatermark));

  BookRig ahead;
  set(ahead, "2026-11-21T09:30:00.001Z");
  CHECK(ahead.broken() == number(Invariant::kWatermark));
}

TEST_CASE("a row that disappears, and a failed commit that leaves something, break durable") {
  FullRig gone;
  gone.sabotage("DELETE FROM threads WHERE id = " + std::to_string(gone.first));
  CHECK(gone.broken() == number(Invariant::kDurable));

  FullRig half;
  half.book.begin(nullptr);
  sqlite3_exec(half.book.connection(), "UPDATE threads SET spam = 1 - spam", nullptr, nullptr, nullptr);
  half.book.failed();
  CHECK(half.broken() == number(Invariant::kDurable));
}

TEST_CASE("another state than the acknowledged one after a stop breaks durable, the same does not") {
  for (const bool changed : {false, true}) {
    FullRig rig;
    rig.close();
    if (changed) Connection(rig.world.path).run("UPDATE threads SET spam = 1 - spam");
    rig.open();
    CHECK(rig.broken() == (changed ? number(Invariant::kDurable) : 0));
  }
}

TEST_CASE("after a crash in a commit the page must be there as a whole or not at all") {
  for (const char* damage :
       {"", "DELETE FROM threads WHERE id = (SELECT max(id) FROM threads)", "DELETE FROM threads"}) {
    BookRig rig;
    const storage::PageCommit page = rig.whole_page();
    rig.book.begin(&page);
    REQUIRE(rig.store->commit(page));
    rig.close();  // the process died before it could tell
    Connection(rig.world.path).run(damage);
    rig.open();
    const bool is_half = std::string(damage).find("max") != std::string::npos;
    CHECK_MESSAGE(rig.broken() == (is_half ? number(Invariant::kDurable) : 0), damage, " ", rig.details());
  }
}

TEST_CASE("a write after the mirror has settled breaks settled") {
  FullRig rig;
  rig.book.settle(true);
  rig.commit(rig.whole_page());
  CHECK(rig.broken() == 0);
  rig.truth.apply(mutation(fake_hubspot::MutationKind::kSpam, rig.first), rig.world.clock.now());
  rig.commit(rig.whole_page());
  CHECK(rig.broken() == number(Invariant::kSettled));
}
