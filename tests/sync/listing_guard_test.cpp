#include "sync/listing_guard.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/sync/pages.hpp"

using namespace threadmirror;
using namespace threadmirror::sync;
using threadmirror::tests::at;
using threadmirror::tests::page;
using threadmirror::tests::thread;

namespace {

// Steps until the detector notices a sequence that has `lead` values of its own and then a cycle of `length`.
int steps_until_noticed(int lead, int length) {
  CycleDetector detector;
  for (int i = 0; i < 100000; ++i) {
    const int value = i < lead ? i : lead + (i - lead) % length;
    if (detector.repeats(std::to_string(value))) return i;
  }
  return -1;
}

}  // namespace

// Fault 58.
TEST_CASE("every cycle of cursors is noticed, whatever its length and start, soon after its second round") {
  for (int lead = 0; lead < 40; ++lead) {
    for (int length = 1; length < 40; ++length) {
      const int steps = steps_until_noticed(lead, length);
      CAPTURE(lead);
      CAPTURE(length);
      REQUIRE(steps >= lead + length);
      REQUIRE(steps <= 4 * (lead + length) + 4);
    }
  }
}

TEST_CASE("a million different cursors are no cycle") {
  CycleDetector detector;
  for (int i = 0; i < 1000000; ++i) REQUIRE_FALSE(detector.repeats(std::to_string(i)));
}

// Fault 58.
TEST_CASE("a page whose next cursor is its own is cut off at once") {
  ListingGuard guard;
  CHECK_FALSE(guard.check(std::nullopt, page({thread(1)}, "a")));
  const auto error = guard.check("a", page({thread(2)}, "a"));
  REQUIRE(error);
  CHECK(error->code() == core::ErrorCode::kCursorLoop);
}

// Fault 58.
TEST_CASE("cursors A, B, A are a circle even when the threads differ") {
  ListingGuard guard;
  std::optional<std::string> cursor;
  std::optional<core::Error> error;
  int pages = 0;
  while (!error && pages < 20) {
    const std::string next = pages % 2 == 0 ? "A" : "B";
    error = guard.check(cursor, page({thread(pages)}, next));
    cursor = next;
    ++pages;
  }
  REQUIRE(error);
  CHECK(error->code() == core::ErrorCode::kCursorLoop);
  CHECK(pages <= 5);
}

// Fault 60.
TEST_CASE("some empty pages with a cursor are nothing unusual") {
  ListingGuard guard;
  for (int i = 0; i < ListingGuard::kEmptyPageLimit - 1; ++i) {
    REQUIRE_FALSE(guard.check(std::to_string(i), page({}, std::to_string(i + 1))));
  }
  CHECK_FALSE(guard.check("x", page({thread(1)}, "y")));
}

// Fault 59.
TEST_CASE("endless empty pages are cut off") {
  ListingGuard guard;
  std::optional<core::Error> error;
  for (int i = 0; i < 1000 && !error; ++i)
    error = guard.check(std::to_string(i), page({}, std::to_string(i + 1)));
  REQUIRE(error);
  CHECK(error->code() == core::ErrorCode::kNoProgress);
}

// Fault 59.
TEST_CASE("the same pages again and again under ever new cursors are cut off") {
  ListingGuard guard;
  std::optional<core::Error> error;
  int pages = 0;
  for (; pages < 100 && !error; ++pages) {
    error = guard.check(std::to_string(pages), page({thread(pages % 3)}, std::to_string(pages + 1)));
  }
  REQUIRE(error);
  CHECK(error->code() == core::ErrorCode::kNoProgress);
  CHECK(pages <= 16);
}

// Found by the simulation.
TEST_CASE("pages that hold nothing but the same unreadable record are not taken for the same page") {
  ListingGuard guard;
  api::Page unreadable = page({});
  unreadable.rejected = {{"null", "it is no object"}};
  for (int i = 0; i < 40; i += 2) {
    unreadable.next_cursor = std::to_string(i + 1);
    REQUIRE_FALSE(guard.check(std::to_string(i), unreadable));
    REQUIRE_FALSE(guard.check(std::to_string(i + 1), page({thread(i)}, std::to_string(i + 2))));
  }
}

// Fault 59.
TEST_CASE("a circle of unreadable pages under ever new cursors is cut off") {
  ListingGuard guard;
  std::optional<core::Error> error;
  for (int i = 0; i < 10000 && !error; ++i) {
    api::Page unreadable = page({}, std::to_string(i + 1));
    unreadable.rejected = {{std::to_string(i % 3), "it is no object"}};
    error = guard.check(std::to_string(i), unreadable);
  }
  REQUIRE(error);
  CHECK(error->code() == core::ErrorCode::kNoProgress);
}

TEST_CASE("a busy thread that comes again with a later message is progress") {
  ListingGuard guard;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE_FALSE(guard.check(std::to_string(i), page({thread(7, at(i))}, std::to_string(i + 1))));
  }
}

TEST_CASE("the last page is never cut off") {
  ListingGuard guard;
  CHECK_FALSE(guard.check(std::nullopt, page({thread(1)}, "a")));
  CHECK_FALSE(guard.check("a", page({thread(1)})));
}
