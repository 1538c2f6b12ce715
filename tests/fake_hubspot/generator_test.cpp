#include "tests/fake_hubspot/generator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

using namespace threadmirror::fake_hubspot;
using threadmirror::core::Timestamp;

namespace {

WorldShape shape(std::int64_t threads) {
  WorldShape s;
  s.threads = threads;
  s.now = *Timestamp::parse("2026-11-22T12:00:00Z");
  return s;
}

double share(const std::vector<Thread>& threads, bool (*predicate)(const Thread&)) {
  return static_cast<double>(std::count_if(threads.begin(), threads.end(), predicate)) /
         static_cast<double>(threads.size());
}

}  // namespace

TEST_CASE("the same seed makes the same threads, another seed makes others") {
  WorldShape other = shape(500);
  other.seed = 2;
  CHECK(generate(shape(500)) == generate(shape(500)));
  CHECK(generate(shape(500)) != generate(other));
}

TEST_CASE("exactly so many threads are made, down to none") {
  for (const std::int64_t count : {0, 1, 2, 3, 10, 999}) {
    CHECK(generate(shape(count)).size() == static_cast<std::size_t>(count));
  }
}

TEST_CASE("ids ascend with gaps and have 9 to 11 digits") {
  const auto threads = generate(shape(20000));
  std::set<std::size_t> lengths;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    lengths.insert(std::to_string(threads[i].id).size());
    if (i > 0) REQUIRE(threads[i].id > threads[i - 1].id);
  }
  CHECK(lengths == std::set<std::size_t>{9, 10, 11});
  CHECK(threads.back().id - threads.front().id > 20000);
}

TEST_CASE("the shares are met") {
  const auto threads = generate(shape(50000));
  const auto near = [](double value) { return doctest::Approx(value).epsilon(0.1); };
  CHECK(share(threads, [](const Thread& t) { return t.archived; }) == near(0.1));
  CHECK(share(threads, [](const Thread& t) { return t.spam; }) == near(0.05));
  CHECK(share(threads, [](const Thread& t) { return !t.open; }) == near(0.6));
  CHECK(share(threads, [](const Thread& t) { return t.assignee == 0; }) == near(0.3));
  CHECK(share(threads, [](const Thread& t) { return t.ticket != 0; }) == near(0.2));
  CHECK(share(threads, [](const Thread& t) { return t.latest == kNoTime; }) == near(0.01));
}

TEST_CASE("inboxes are of uneven sizes") {
  std::map<std::int32_t, int> sizes;
  for (const Thread& t : generate(shape(10000))) ++sizes[t.inbox];
  CHECK(sizes.size() == 5);
  CHECK(sizes[inbox_number(0)] > 2 * sizes[inbox_number(2)]);
}

TEST_CASE("each thread's times are possible") {
  const auto made = shape(20000);
  for (const Thread& t : generate(made)) {
    CAPTURE(t.id);
    REQUIRE(t.created <= made.now.unix_ms());
    REQUIRE(t.latest <= made.now.unix_ms());
    REQUIRE(t.open == (t.closed == kNoTime));
    REQUIRE((t.latest == kNoTime || t.latest >= t.created));
    REQUIRE(t.latest == std::max(t.sent, t.received));
  }
}

// Plays fault 57.
TEST_CASE("a tie run is one timestamp over more than a page") {
  WorldShape with_run = shape(5000);
  with_run.tie_run = 1200;
  std::map<std::int64_t, int> counts;
  for (const Thread& t : generate(with_run)) ++counts[t.latest];
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  CHECK(most->second >= 1200);
}

TEST_CASE("some neighbours share their timestamp by themselves") {
  std::map<std::int64_t, int> counts;
  for (const Thread& t : generate(shape(20000))) ++counts[t.latest];
  CHECK(std::count_if(counts.begin(), counts.end(), [](const auto& c) { return c.second == 2; }) > 100);
}
