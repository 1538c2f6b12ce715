#include "tests/simulation/freshness.hpp"

#include <doctest/doctest.h>

#include "tests/simulation/book_rig.hpp"
#include "tests/simulation/sweep_watch.hpp"

using namespace threadmirror;
using namespace threadmirror::simulation;
using namespace std::chrono_literals;

namespace {

struct TailRig : BookRig {
  TailRig() {
    commit(whole_page());
    first = book.rows().begin()->first;
    set_watermark(now());
    poll(now() - 10min);  // what came before the first watermark is the backfill's
  }

  core::Timestamp now() const { return world.clock.now(); }
  // A message of the customer, now, on the first thread.
  void message(std::chrono::milliseconds lag = 0ms, std::chrono::milliseconds stamped_ago = 0ms) {
    Event event;
    event.mutation.kind = fake_hubspot::MutationKind::kIncoming;
    event.mutation.id = first;
    event.mutation.lag = lag;
    event.stamped_ago = stamped_ago;
    const auto sent = truth.apply(event, now());
    REQUIRE(sent);
    fresh.message(*sent);
  }
  // A complete poll that brings nothing by itself.
  void poll(core::Timestamp after) {
    world.clock.advance(1s);
    fresh.asked(after, now());
    fresh.listing_ended();
    fresh.committed(now());
    world.clock.advance(1s);
  }
  void set_watermark(core::Timestamp to) {
    storage::PageCommit page;
    storage::StreamState state;
    state.stream = "tail";
    state.watermark = to;
    page.streams.push_back(state);
    commit(page);
  }

  std::int64_t first = 0;
  Freshness fresh{truth, book, referee, true};
};

}  // namespace

TEST_CASE("a message that is missing after two complete polls breaks fresh") {
  TailRig rig;
  rig.message();
  rig.poll(rig.now() - 10min);
  CHECK(rig.broken() == 0);
  rig.poll(rig.now() - 10min);
  CHECK(rig.broken() == static_cast<int>(Invariant::kFresh));
}

TEST_CASE("a message whose thread was stamped back for a while need not be seen by the polls meanwhile") {
  for (const bool is_back : {false, true}) {
    TailRig rig;
    rig.message();
    if (is_back) rig.message(0ms, 30min);
    rig.poll(rig.now() - 10min);
    rig.message();
    rig.poll(rig.now() - 10min);
    CHECK(rig.broken() == (is_back ? 0 : static_cast<int>(Invariant::kFresh)));
  }
}

TEST_CASE("a message that is stored is fresh, and no longer awaited") {
  TailRig rig;
  rig.message();
  CHECK(rig.fresh.awaited() == 1);
  rig.poll(rig.now() - 10min);
  rig.commit(rig.whole_page());
  rig.poll(rig.now() - 10min);
  CHECK(rig.fresh.awaited() == 0);
  CHECK(rig.broken() == 0);
}

TEST_CASE(
    "polls that were interrupted, and those that began before the message was to be seen, don't count") {
  TailRig rig;
  rig.message(1min);
  rig.poll(rig.now() - 10min);
  rig.poll(rig.now() - 10min);
  rig.world.clock.advance(2min);
  rig.poll(rig.now() - 10min);
  rig.fresh.asked(rig.now() - 10min, rig.now());
  rig.fresh.interrupted();
  rig.fresh.committed(rig.now());
  CHECK(rig.broken() == 0);
  rig.poll(rig.now() - 10min);
  CHECK(rig.broken() == static_cast<int>(Invariant::kFresh));
}

TEST_CASE("a message that comes too late for the overlap is left to the sweeps, a prompt one is not") {
  TailRig late;
  late.message(0ms, 20min);
  late.poll(late.now() - 10min);
  late.poll(late.now() - 10min);
  CHECK(late.broken() == 0);
  CHECK(late.fresh.awaited() == 0);

  TailRig prompt;
  prompt.message();
  prompt.poll(prompt.now() + 1min);
  prompt.poll(prompt.now() + 1min);
  CHECK(prompt.broken() == static_cast<int>(Invariant::kFresh));
}

TEST_CASE("a watermark above a message that is not stored breaks watermark") {
  TailRig rig;
  rig.message();
  rig.world.clock.advance(1min);
  rig.set_watermark(rig.now() - 30s);
  rig.fresh.committed(rig.now());
  CHECK(rig.broken() == static_cast<int>(Invariant::kWatermark));
}

TEST_CASE("a sweep that begins anew, or asks for a page out of turn, breaks resumes") {
  const auto prepare = [](BookRig& rig) {
    storage::PageCommit page;
    storage::StreamState state;
    state.stream = "backfill/active";
    state.in_progress = true;
    state.cursor = "next";
    page.streams.push_back(state);
    rig.commit(page);
  };
  sync::api::PageRequest request;
  for (const auto& [cursor, breaks] :
       {std::pair<std::optional<std::string>, bool>{"next", false}, {std::nullopt, true}, {"other", true}}) {
    BookRig rig;
    prepare(rig);
    SweepWatch sweeps(rig.book, rig.referee);
    request.cursor = cursor;
    sweeps.asked(request);
    CHECK(rig.broken() == (breaks ? static_cast<int>(Invariant::kResumes) : 0));
  }
  BookRig refused;
  prepare(refused);
  SweepWatch sweeps(refused.book, refused.referee);
  request.cursor = "next";
  sweeps.answered(request, core::fail(core::ErrorCode::kBadCursor, "refused"));
  request.cursor.reset();
  sweeps.asked(request);
  CHECK(refused.broken() == 0);
}

TEST_CASE("a backfill that is called complete before both listings have ended breaks complete") {
  BookRig rig;
  SweepWatch sweeps(rig.book, rig.referee);
  sync::api::PageRequest request;
  sync::api::Page more, last;
  more.next_cursor = "2";
  sweeps.answered(request, more);
  request.cursor = "2";
  sweeps.answered(request, last);
  request = {};
  request.listing.archived = true;
  request.cursor = "unknown";  // an end that was not reached from the first page
  sweeps.answered(request, last);
  request.cursor.reset();
  CHECK(rig.broken() == 0);
  sweeps.called_complete();
  CHECK(rig.broken() == static_cast<int>(Invariant::kComplete));

  BookRig whole;
  SweepWatch both(whole.book, whole.referee);
  for (const bool archived : {false, true}) {
    request.listing.archived = archived;
    both.answered(request, last);
  }
  both.called_complete();
  CHECK(whole.broken() == 0);
}
