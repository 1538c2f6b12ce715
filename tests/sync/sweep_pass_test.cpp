#include "sync/sweep_pass.hpp"

#include <doctest/doctest.h>

#include "tests/sync/pages.hpp"

using namespace threadmirror;
using namespace threadmirror::sync;
using threadmirror::tests::at;
using threadmirror::tests::page;
using threadmirror::tests::thread;

namespace {

storage::StreamState named(std::string stream) {
  storage::StreamState state;
  state.stream = std::move(stream);
  return state;
}

}  // namespace

TEST_CASE("a new sweep asks for the first page by id and commits each page with the cursor of the next") {
  SweepPass pass({true, 7}, named("backfill/archived/inbox=7"), at(100));
  const api::PageRequest first = pass.first();
  CHECK(first.sort == api::Sort::kId);
  CHECK(first.listing.archived);
  CHECK(first.listing.inbox_id == 7);
  CHECK_FALSE(first.cursor);
  CHECK_FALSE(first.latest_message_after);

  const Step step = pass.take(page({thread(1), thread(2)}, "c1"), at(101));
  REQUIRE(step.next);
  CHECK(step.next->cursor == "c1");
  CHECK(step.commit.listing == "archived/inbox=7");
  REQUIRE(step.commit.streams.size() == 1);
  const storage::StreamState& state = step.commit.streams[0];
  CHECK(state.stream == "backfill/archived/inbox=7");
  CHECK(state.cursor == "c1");
  CHECK(state.in_progress);
  CHECK(state.started_at == at(100));
  CHECK_FALSE(state.finished_at);
  CHECK(state.pages == 1);
  CHECK(state.threads == 2);
  CHECK_FALSE(state.watermark);
}

TEST_CASE("only a page without a next cursor finishes the listing: not a short one, not an empty one") {
  SweepPass pass({}, named("backfill/active"), at(100));
  pass.first();
  CHECK(pass.take(page({thread(1)}, "a"), at(101)).next);
  CHECK(pass.take(page({}, "b"), at(102)).next);  // Fault 60.
  const Step last = pass.take(page({thread(2)}), at(103));
  CHECK_FALSE(last.next);
  CHECK_FALSE(last.cut_off);
  CHECK_FALSE(last.commit.streams[0].in_progress);
  CHECK(last.commit.streams[0].finished_at == at(103));
  CHECK_FALSE(last.commit.streams[0].cursor);
}

TEST_CASE("an interrupted sweep goes on from its last committed page") {
  SweepPass first({}, named("backfill/active"), at(100));
  first.first();
  const Step step = first.take(page({thread(1)}, "c1"), at(101));
  SweepPass resumed({}, step.commit.streams[0], at(5000));
  CHECK(resumed.first().cursor == "c1");
  resumed.take(page({thread(2)}), at(5001));
  CHECK(resumed.state().pages == 2);
  CHECK(resumed.state().threads == 2);
  CHECK(resumed.state().started_at == at(100));
}

TEST_CASE("a finished sweep begins anew from the first page") {
  storage::StreamState done = named("backfill/active");
  done.finished_at = at(50);
  done.pages = 9;
  SweepPass pass({}, done, at(100));
  CHECK_FALSE(pass.first().cursor);
  CHECK(pass.take(page({thread(1)}, "c"), at(101)).commit.streams[0].pages == 1);
  CHECK(pass.state().finished_at == at(50));
}

// Fault 35.
TEST_CASE("a refused cursor restarts the listing, a bounded number of times") {
  SweepPass pass({}, named("backfill/active"), at(100));
  pass.first();
  const core::Error refused(core::ErrorCode::kBadCursor);
  CHECK_FALSE(pass.recover(refused));  // there is no cursor yet: the listing itself is refused
  for (int i = 0; i < SweepPass::kRestartLimit; ++i) {
    pass.take(page({thread(1)}, "c"), at(101));
    const auto again = pass.recover(refused);
    REQUIRE(again);
    CHECK_FALSE(again->cursor);
    CHECK(pass.state().pages == 0);
  }
  pass.take(page({thread(1)}, "c"), at(101));
  CHECK_FALSE(pass.recover(refused));
  // The next attempt may try again as often.
  SweepPass next({}, pass.state(), at(200));
  next.first();
  CHECK(next.recover(refused));
}

TEST_CASE("other failures end the pass and leave its cursor for the next one") {
  SweepPass pass({}, named("backfill/active"), at(100));
  pass.first();
  pass.take(page({thread(1)}, "c"), at(101));
  CHECK_FALSE(pass.recover(core::Error(core::ErrorCode::kTimeout)));
  CHECK(pass.state().cursor == "c");
}

// Fault 58.
TEST_CASE("a listing in a circle is cut off and not taken for finished") {
  SweepPass pass({}, named("backfill/active"), at(100));
  pass.first();
  pass.take(page({thread(1)}, "a"), at(101));
  const Step step = pass.take(page({thread(2)}, "a"), at(102));
  REQUIRE(step.cut_off);
  CHECK_FALSE(step.next);
  CHECK(step.commit.threads.size() == 1);
  CHECK(step.commit.streams[0].in_progress);
  CHECK_FALSE(step.commit.streams[0].finished_at);
  // The next attempt must not come back into the circle.
  CHECK_FALSE(step.commit.streams[0].cursor);
  CHECK_FALSE(SweepPass({}, step.commit.streams[0], at(200)).first().cursor);
}
