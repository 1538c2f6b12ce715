#include "sync/tail_pass.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/sync/pages.hpp"

using namespace threadmirror;
using namespace threadmirror::sync;
using namespace std::chrono_literals;
using threadmirror::tests::at;
using threadmirror::tests::page;
using threadmirror::tests::thread;

namespace {

storage::StreamState with_watermark(double seconds) {
  storage::StreamState state;
  state.stream = "tail";
  state.watermark = at(seconds);
  return state;
}

TailPass pass_from(double watermark, TailPassOptions options = {10min, true}) {
  return TailPass({}, with_watermark(watermark), options, at(10000));
}

}  // namespace

TEST_CASE("a poll asks for what came since the watermark less the overlap, in order of time") {
  TailPass pass = pass_from(5000);
  const api::PageRequest request = pass.first();
  CHECK(request.sort == api::Sort::kLatestMessageTimestamp);
  CHECK(request.latest_message_after == at(4400));
  CHECK_FALSE(request.cursor);
  CHECK_FALSE(request.listing.archived);
}

TEST_CASE("each page is committed with the watermark that it proves") {
  TailPass pass = pass_from(5000);
  pass.first();
  const Step step = pass.take(page({thread(1, at(5100)), thread(2, at(5200))}, "c"), at(10000));
  REQUIRE(step.next);
  CHECK(step.next->cursor == "c");
  CHECK(step.next->latest_message_after == at(4400));
  REQUIRE(step.commit.streams.size() == 1);
  CHECK(step.commit.streams[0].watermark == at(5200));
  CHECK_FALSE(step.commit.streams[0].finished_at);
  const Step last = pass.take(page({thread(3, at(5300))}), at(10001));
  CHECK_FALSE(last.next);
  CHECK_FALSE(last.cut_off);
  CHECK(last.commit.streams[0].watermark == at(5300));
  CHECK(last.commit.streams[0].finished_at == at(10001));
}

// Fault 57.
TEST_CASE("a tie over a page border leaves the watermark at the tie, and the next poll reads it again") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(6000)), thread(2, at(6000))}, "c"), at(10000));
  CHECK(pass.state().watermark == at(6000));
  TailPass next = TailPass({}, pass.state(), {0ms, true}, at(10030));
  CHECK(*next.first().latest_message_after < at(6000));
}

// Fault 56.
TEST_CASE("from the first page out of order on, nothing is proven until the listing has ended") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(5100))}, "a"), at(10000));
  pass.take(page({thread(2, at(9000)), thread(3, at(5050))}, "b"), at(10000));
  CHECK(pass.state().watermark == at(5100));
  CHECK_FALSE(pass.in_order());
  pass.take(page({thread(4, at(5060))}), at(10000));
  CHECK(pass.state().watermark == at(9000));
}

TEST_CASE("an answer that ignores the filter is no proof before its end") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(100)), thread(2, at(5500))}, "a"), at(10000));
  CHECK_FALSE(pass.in_order());
  CHECK(pass.state().watermark == at(5000));
}

// Fault 66.
TEST_CASE("a thread stamped in 2099 does not lift the watermark above the time of the answer") {
  TailPass pass = pass_from(5000);
  pass.first();
  api::Page stamped = page({thread(1, at(6000)), thread(2, at(2.3e9))});
  stamped.server_time = at(9990);
  pass.take(std::move(stamped), at(10000));
  CHECK(pass.state().watermark == at(9990));
}

// Fault 66. While the pages behind a thread stamped in 2099 are read, messages come that are sorted before
// it.
TEST_CASE("pages that follow a thread stamped in 2099 prove nothing about the time that passes meanwhile") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(6000)), thread(2, at(2.3e9))}, "a"), at(10010));
  CHECK(pass.state().watermark == at(10000));  // when the page was asked for
  pass.take(page({}, "b"), at(10020));
  pass.take(page({}), at(10030));
  CHECK(pass.state().watermark == at(10000));
}

TEST_CASE("a listing out of order proves nothing about the time since it began") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(9000)), thread(2, at(8000))}, "a"), at(10010));
  pass.take(page({thread(3, at(10015))}), at(10020));
  CHECK(pass.state().watermark == at(10000));
}

TEST_CASE(
    "what comes while the pages are read proves nothing about what else came since the listing was asked "
    "for") {
  // Upstream may sort by the second: behind the end of the first page there is room for another thread.
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(9, at(10000.1))}, "a"), at(10000.3));
  CHECK(pass.state().watermark == at(10000));
  pass.take(page({thread(10, at(10012))}), at(10013));
  CHECK(pass.in_order());
  CHECK(pass.state().watermark == at(10000));
}

TEST_CASE("the watermark never falls") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(4500))}), at(10000));
  CHECK(pass.state().watermark == at(5000));
}

TEST_CASE("a quiet poll writes a checkpoint only when freshness is due") {
  for (const bool due : {false, true}) {
    TailPass pass = pass_from(5000, {10min, due});
    pass.first();
    const Step step = pass.take(page({thread(1, at(4900))}), at(10000));
    CHECK(step.commit.streams.empty() != due);
  }
}

TEST_CASE("a risen watermark is written although freshness is not due") {
  TailPass pass = pass_from(5000, {10min, false});
  pass.first();
  CHECK(pass.take(page({thread(1, at(5001))}), at(10000)).commit.streams.size() == 1);
}

TEST_CASE("the first poll of a new mirror sets the watermark to the present") {
  TailPass pass({}, {}, {10min, true}, at(10000));
  CHECK(pass.first().latest_message_after == at(9400));
  api::Page quiet = page({});
  quiet.server_time = at(9998);
  const Step step = pass.take(std::move(quiet), at(10000));
  CHECK_FALSE(step.next);
  CHECK(step.commit.streams.at(0).stream == "tail");
  CHECK(step.commit.streams.at(0).watermark == at(9998));
}

// Fault 96.
TEST_CASE(
    "with a clock an hour ahead of the upstream the present is asked for again, from the right moment") {
  TailPass pass({}, {}, {10min, true}, at(10000));
  pass.first();
  api::Page answer = page({});
  answer.server_time = at(6400);
  const Step step = pass.take(answer, at(10000));
  REQUIRE(step.next);
  CHECK(step.next->latest_message_after == at(5800));
  CHECK(step.commit.streams.empty());
  const Step second = pass.take(answer, at(10000));
  CHECK_FALSE(second.next);
  CHECK(second.commit.streams.at(0).watermark == at(6400));
}

// Fault 58.
TEST_CASE("a circle of cursors is left by asking anew from the proven watermark") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(5100))}, "a"), at(10000));
  const Step step = pass.take(page({thread(2, at(5200))}, "a"), at(10000));
  CHECK_FALSE(step.cut_off);
  REQUIRE(step.next);
  CHECK_FALSE(step.next->cursor);
  CHECK(step.next->latest_message_after == at(5199));
  CHECK(step.commit.threads.size() == 1);
}

// Fault 58.
TEST_CASE("a circle of cursors without any advance is cut off, not taken for the end") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(4400.5))}, "a"), at(10000));
  const Step step = pass.take(page({thread(2, at(4400.5))}, "a"), at(10000));
  // The first way out: ask anew from the stored watermark.
  REQUIRE(step.next);
  const Step again = pass.take(page({thread(1, at(4999.5))}, "a"), at(10000));
  REQUIRE(again.next);
  const Step stuck = pass.take(page({thread(2, at(4999.5))}, "a"), at(10000));
  CHECK_FALSE(stuck.next);
  REQUIRE(stuck.cut_off);
  CHECK(stuck.cut_off->code() == core::ErrorCode::kCursorLoop);
  for (const storage::StreamState& state : stuck.commit.streams) CHECK_FALSE(state.finished_at);
}

// Fault 35.
TEST_CASE("a refused cursor is answered by asking anew from the proven watermark, other failures are not") {
  TailPass pass = pass_from(5000);
  pass.first();
  pass.take(page({thread(1, at(5100))}, "a"), at(10000));
  CHECK_FALSE(pass.recover(core::Error(core::ErrorCode::kServerError)));
  const auto again = pass.recover(core::Error(core::ErrorCode::kBadCursor));
  REQUIRE(again);
  CHECK_FALSE(again->cursor);
  CHECK_FALSE(pass.recover(core::Error(core::ErrorCode::kBadCursor)));
}

// Fault 62.
TEST_CASE("a thread that arrives late inside the overlap is read") {
  TailPass pass = pass_from(5000);
  CHECK(*pass.first().latest_message_after <= at(5000 - 599));
  const Step step = pass.take(page({thread(9, at(4500))}), at(10000));
  CHECK(step.commit.threads.size() == 1);
}
