#include "sync/time_slices.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/sync/pages.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using sync::SlicePlan;
using sync::TimeSlice;
using sync::api::Listing;
using tests::at;
using tests::page;
using tests::thread;
using Next = SlicePlan::Next;

namespace {

const Listing kActive{false, std::nullopt};
const Listing kArchived{true, std::nullopt};
constexpr core::Timestamp kEpoch = core::Timestamp::from_unix_ms(0);

SlicePlan plan_of(core::Timestamp from, core::Timestamp until) {
  return SlicePlan({TimeSlice{kActive, from, until}});
}

// An upstream that lists threads by time, and readers that take turns: what they see, and what it costs.
struct Readers {
  std::multimap<core::Timestamp, std::int64_t> threads;
  std::size_t page_size = 100;
  std::set<std::int64_t> seen;
  std::int64_t pages = 0;
  std::int64_t turns = 0;  // in each, every reader reads a page

  sync::api::Page answer(const sync::api::PageRequest& request) const {
    auto from = threads.lower_bound(*request.latest_message_after);
    if (request.cursor) from = std::next(threads.begin(), std::stoll(*request.cursor));
    sync::api::Page answer;
    for (; from != threads.end() && answer.threads.size() < page_size; ++from) {
      answer.threads.push_back(thread(from->second, from->first));
    }
    if (from != threads.end()) answer.next_cursor = std::to_string(std::distance(threads.begin(), from));
    return answer;
  }

  void read(SlicePlan& plan, std::size_t readers) {
    std::vector<std::optional<SlicePlan::Slice>> taken(readers);
    while (!plan.all_read()) {
      for (auto& slice : taken) {
        if (!slice) slice = plan.take();
      }
      for (auto& slice : taken) {
        if (!slice) continue;
        sync::api::Page found = answer(plan.request(*slice));
        const Next next = plan.take_page(*slice, found);
        ++pages;
        for (const auto& record : found.threads) seen.insert(record.id);
        if (next != Next::kAsk) slice.reset();
      }
      ++turns;
    }
  }
};

}  // namespace

TEST_CASE("slices as text are read back, and text of anything else is refused") {
  const std::vector<TimeSlice> slices{{kActive, at(1), at(2)}, {Listing{true, 7}, at(3), at(4.5)}};
  const std::string text = sync::to_text(slices);
  CHECK(text ==
        "active 2026-11-21T00:00:01.000Z/2026-11-21T00:00:02.000Z\n"
        "archived/inbox=7 2026-11-21T00:00:03.000Z/2026-11-21T00:00:04.500Z");
  CHECK(sync::parse_slices(text, {kActive, Listing{true, 7}}) == slices);
  CHECK(sync::parse_slices("", {kActive})->empty());
  CHECK_FALSE(sync::parse_slices(text, {kActive}));  // another choice of inboxes
  for (const char* bad : {"active", "active x/y", "active 2026-11-21T00:00:01.000Z", "over"}) {
    CHECK_FALSE_MESSAGE(sync::parse_slices(bad, {kActive}), bad);
  }
}

TEST_CASE("a slice is read page by page until a page reaches its end") {
  SlicePlan plan = plan_of(at(10), at(20));
  const auto slice = plan.take();
  REQUIRE(slice);
  CHECK_FALSE(plan.take());
  // One millisecond earlier, as the bound may be exclusive.
  CHECK(plan.request(*slice).latest_message_after == at(9.999));
  CHECK(plan.request(*slice).sort == sync::api::Sort::kLatestMessageTimestamp);

  auto first = page({thread(1, at(10)), thread(2, at(15))}, "c1");
  CHECK(plan.take_page(*slice, first) == Next::kAsk);
  CHECK(first.threads.size() == 2);
  CHECK(plan.request(*slice).cursor == "c1");
  CHECK(plan.request(*slice).latest_message_after == at(9.999));
  CHECK(plan.hand_over(*slice) == std::vector<TimeSlice>{{kActive, at(15), at(20)}});

  auto last = page({thread(3, at(19)), thread(4, at(20)), thread(5)}, "c2");
  CHECK(plan.take_page(*slice, last) == Next::kRead);
  CHECK(last.threads.size() == 2);  // what lies behind the end is another slice's; without a time: nobody's
  CHECK(plan.all_read());
  CHECK_FALSE(plan.gave_up());
}

TEST_CASE("a listing that ends before the slice does has been read") {
  SlicePlan plan = plan_of(kEpoch, at(20));
  const auto slice = plan.take();
  auto only = page({thread(1, at(10))});
  CHECK(plan.take_page(*slice, only) == Next::kRead);
}

TEST_CASE("what is left is told as of the stored pages, also of slices that were divided meanwhile") {
  SlicePlan plan = plan_of(at(0), at(1000));
  const auto first = plan.take();
  auto beginning = page({thread(1, at(0)), thread(2, at(100))}, "c");
  plan.take_page(*first, beginning);
  const auto second = plan.take();
  REQUIRE(second);
  CHECK(plan.hand_over(*first) ==
        std::vector<TimeSlice>{{kActive, at(100), at(550)}, {kActive, at(550), at(1000)}});
  auto end = page({thread(3, at(900))});
  plan.take_page(*second, end);
  CHECK(plan.hand_over(*second) == std::vector<TimeSlice>{{kActive, at(100), at(550)}});
}

TEST_CASE("an answer that was not asked for ends the slice, and its threads are kept") {
  SlicePlan early = plan_of(at(10), at(20));
  auto slice = early.take();
  auto older = page({thread(1, at(3)), thread(2, at(12))}, "c");
  CHECK(early.take_page(*slice, older) == Next::kIgnored);
  CHECK(older.threads.size() == 2);
  CHECK(early.gave_up());
  CHECK(early.all_read());

  SlicePlan unordered = plan_of(at(10), at(20));
  slice = unordered.take();
  auto disordered = page({thread(1, at(15)), thread(2, at(12))}, "c");
  disordered.in_order = false;
  CHECK(unordered.take_page(*slice, disordered) == Next::kIgnored);
}

TEST_CASE("a listing that runs in a circle is left to the sweep") {
  SlicePlan plan = plan_of(at(10), at(20));
  const auto slice = plan.take();
  auto first = page({thread(1, at(11))}, "c");
  CHECK(plan.take_page(*slice, first) == Next::kAsk);
  auto again = page({thread(2, at(12))}, "c");
  CHECK(plan.take_page(*slice, again) == Next::kStuck);
  CHECK(plan.gave_up());
}

TEST_CASE("after a refused cursor a slice goes on from where it was, if that brings it forward") {
  SlicePlan plan = plan_of(at(10), at(20));
  const auto slice = plan.take();
  CHECK_FALSE(plan.ask_anew(*slice));  // no cursor was given
  auto first = page({thread(1, at(11))}, "c");
  plan.take_page(*slice, first);
  REQUIRE(plan.ask_anew(*slice));
  CHECK_FALSE(plan.request(*slice).cursor);
  CHECK(plan.request(*slice).latest_message_after == at(10.999));
  auto same = page({thread(1, at(11))}, "d");
  plan.take_page(*slice, same);
  CHECK_FALSE(plan.ask_anew(*slice));
}

TEST_CASE("an idle reader takes over where most is left, and short rests stay whole") {
  SlicePlan plan({TimeSlice{kActive, at(0), at(1000)}, TimeSlice{kArchived, at(0), at(100)}});
  const auto active = plan.take();
  const auto archived = plan.take();
  CHECK_FALSE(plan.take());  // nobody knows yet how long they are
  auto some = page({thread(1, at(0)), thread(2, at(10))}, "c");
  plan.take_page(*active, some);
  auto more = page({thread(3, at(0)), thread(4, at(90))}, "c");
  plan.take_page(*archived, more);
  const auto third = plan.take();
  REQUIRE(third);
  CHECK(plan.request(*third).listing == kActive);
  CHECK(plan.request(*third).latest_message_after == at(504.999));
  plan.release(*third);
  CHECK(plan.take() == third);
}

TEST_CASE(
    "several readers see every thread once, at the cost of few more pages, however uneven their times are") {
  constexpr std::int64_t kThreads = 20'000;
  for (const double skew : {1.0, 3.0, 8.0, 0.3}) {
    Readers upstream;
    for (std::int64_t id = 1; id <= kThreads; ++id) {
      const double part = std::pow(static_cast<double>(id) / kThreads, 1 / skew);
      upstream.threads.emplace(at(part * 3.0e7), id);
    }
    SlicePlan plan = plan_of(kEpoch, at(3.1e7));
    upstream.read(plan, 6);
    CAPTURE(skew);
    CHECK(upstream.seen.size() == kThreads);
    const auto ideal = kThreads / static_cast<std::int64_t>(upstream.page_size);
    CHECK(upstream.pages <= ideal * 106 / 100);
    CHECK(upstream.turns <= ideal / 6 * 115 / 100);
  }
}

TEST_CASE("thousands of threads with the same time are read by one reader and don't stop the others") {
  Readers upstream;
  for (std::int64_t id = 1; id <= 3000; ++id)
    upstream.threads.emplace(at(id <= 2000 ? 500 : 500 + static_cast<double>(id)), id);
  SlicePlan plan = plan_of(kEpoch, at(10000));
  upstream.read(plan, 4);
  CHECK(upstream.seen.size() == 3000);
}
