#include "tests/fake_hubspot/rate_ledger.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::fake_hubspot;
using std::chrono::milliseconds;
using threadmirror::core::Timestamp;

namespace {
Timestamp at(std::int64_t ms) { return Timestamp::from_unix_ms(1'763'717'400'000 + ms); }
}  // namespace

// Plays fault 25.
TEST_CASE("the window rolls: an allowance comes back exactly one window later") {
  RateLedger ledger({.burst = 3, .window = milliseconds(1000)});
  for (const int ms : {0, 100, 200}) CHECK_FALSE(ledger.arrive(at(ms)));
  CHECK(ledger.remaining() == 0);
  CHECK(ledger.arrive(at(999)) == "TEN_SECONDLY_ROLLING");
  CHECK(ledger.until_free(at(999)) == milliseconds(1));
  CHECK_FALSE(ledger.arrive(at(1000)));
  CHECK(ledger.arrive(at(1001)) == "TEN_SECONDLY_ROLLING");
  CHECK_FALSE(ledger.arrive(at(1100)));
}

TEST_CASE("two bursts at a border of fixed windows are refused by the rolling one") {
  RateLedger ledger({.burst = 100, .window = milliseconds(10000)});
  int refused = 0;
  for (int i = 0; i < 100; ++i) refused += ledger.arrive(at(9990)).has_value();
  for (int i = 0; i < 100; ++i) refused += ledger.arrive(at(10010)).has_value();
  CHECK(refused == 100);
}

TEST_CASE("the book shows the most requests of any rolling window, refused ones too") {
  RateLedger ledger({.window = milliseconds(1000)});
  for (int ms = 0; ms < 10000; ms += 100) ledger.arrive(at(ms));
  CHECK(ledger.most_in_window() == 10);
  for (int i = 0; i < 5; ++i) ledger.arrive(at(20000));
  CHECK(ledger.most_in_window() == 10);
  CHECK(ledger.requests() == 105);
  ledger.answered(200);
  ledger.answered(429);
  CHECK(ledger.by_status().at(429) == 1);
  ledger.reset_counts();
  CHECK(ledger.requests() == 0);
  CHECK(ledger.by_status().empty());
}

// Plays fault 26.
TEST_CASE("the daily quota comes back at midnight of the account's time zone") {
  const auto evening = *Timestamp::parse("2026-11-22T03:59:59.000Z");
  RateLedger ledger({.daily = 2, .utc_offset = std::chrono::hours(-4)});
  CHECK_FALSE(ledger.arrive(evening));
  CHECK_FALSE(ledger.arrive(evening));
  CHECK(ledger.daily_remaining() == 0);
  CHECK(ledger.arrive(evening) == "DAILY");
  CHECK(ledger.until_free(evening) == milliseconds(1000));
  CHECK_FALSE(ledger.arrive(evening + milliseconds(1000)));
  CHECK(ledger.daily_remaining() == 1);
}

TEST_CASE("without limits nothing is refused") {
  RateLedger ledger(RateLimits{});
  for (int i = 0; i < 1000; ++i) REQUIRE_FALSE(ledger.arrive(at(0)));
  CHECK(ledger.until_free(at(0)) == milliseconds(0));
  CHECK(ledger.most_in_window() == 1000);
}
