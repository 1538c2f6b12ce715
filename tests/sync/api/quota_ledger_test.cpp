#include "sync/api/quota_ledger.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using core::Timestamp;

namespace {

Timestamp at(std::string_view text) { return Timestamp::parse(text).value(); }

const Timestamp kNoon = at("2026-11-21T12:00:00Z");

RateHeaders told(std::optional<std::int64_t> daily, std::optional<std::int64_t> left) {
  RateHeaders headers;
  headers.daily = daily;
  headers.daily_remaining = left;
  return headers;
}

// A request and its answer.
void exchange(QuotaLedger& ledger, const RateHeaders& headers, Timestamp now = kNoon) {
  const auto ticket = ledger.begin(now);
  ledger.learn(ticket, headers, now);
  ledger.end(ticket);
}

// A ledger that was told at noon that so much is left of 250,000.
QuotaLedger ledger_with(std::int64_t left) {
  QuotaLedger ledger(0.2);
  exchange(ledger, told(250000, left));
  return ledger;
}

bool rests(QuotaLedger& ledger, Priority priority, Timestamp now = kNoon) {
  return ledger.rest(priority, now).has_value();
}

}  // namespace

TEST_CASE("without a known quota everything may go") {
  QuotaLedger ledger(0.2);
  for (int i = 0; i < 1000; ++i) ledger.begin(kNoon);
  for (const Priority priority :
       {Priority::kTail, Priority::kConfirmation, Priority::kReconcile, Priority::kBackfill}) {
    CHECK_FALSE(rests(ledger, priority));
  }
  CHECK_FALSE(ledger.pause(kNoon));
}

TEST_CASE("work rests in its order as the day's quota comes to its end") {
  struct Row {
    std::int64_t left;
    bool reconcile, backfill, tail;
  };
  for (const Row row :
       {Row{50001, false, false, false}, Row{50000, true, false, false}, Row{25001, true, false, false},
        Row{25000, true, true, false}, Row{5001, true, true, false}, Row{5000, true, true, true},
        Row{0, true, true, true}}) {
    CAPTURE(row.left);
    QuotaLedger ledger = ledger_with(row.left);
    CHECK(rests(ledger, Priority::kReconcile) == row.reconcile);
    CHECK(rests(ledger, Priority::kConfirmation) == row.reconcile);
    CHECK(rests(ledger, Priority::kBackfill) == row.backfill);
    CHECK(rests(ledger, Priority::kTail) == row.tail);
  }
}

TEST_CASE("without a reserve work rests only when nothing is left") {
  QuotaLedger ledger(0);
  exchange(ledger, told(100, 1));
  CHECK_FALSE(rests(ledger, Priority::kReconcile));
  ledger.end(ledger.begin(kNoon));
  CHECK(rests(ledger, Priority::kReconcile));
  CHECK(rests(ledger, Priority::kTail));
}

TEST_CASE("requests under way make it doubtful whether the reserve is reached, their answers tell") {
  QuotaLedger ledger = ledger_with(50002);
  const auto first = ledger.begin(kNoon);
  CHECK_FALSE(ledger.is_in_doubt(Priority::kReconcile, kNoon));
  const auto second = ledger.begin(kNoon);
  CHECK_FALSE(rests(ledger, Priority::kReconcile));
  CHECK(ledger.is_in_doubt(Priority::kReconcile, kNoon));
  CHECK_FALSE(ledger.is_in_doubt(Priority::kBackfill, kNoon));
  CHECK(ledger.snapshot().left == 50000);
  SUBCASE("both were counted already when the ledger was told") {
    ledger.learn(first, told(250000, 50002), kNoon);
    ledger.learn(second, told(250000, 50002), kNoon);
    CHECK_FALSE(rests(ledger, Priority::kReconcile));
    CHECK(ledger.snapshot().left == 50002);
  }
  SUBCASE("they were served in the other order") {
    ledger.learn(second, told(250000, 50001), kNoon);
    CHECK(ledger.is_in_doubt(Priority::kReconcile, kNoon));
    ledger.learn(first, told(250000, 50000), kNoon);
    CHECK(rests(ledger, Priority::kReconcile));
  }
  SUBCASE("their answers come in the other order") {
    ledger.learn(second, told(250000, 50000), kNoon);
    CHECK(rests(ledger, Priority::kReconcile));
    ledger.learn(first, told(250000, 50001), kNoon);
    CHECK(rests(ledger, Priority::kReconcile));
  }
  SUBCASE("one never ends: it counts, for it may have been served") {
    ledger.end(first);
    ledger.learn(second, told(250000, 50001), kNoon);
    ledger.end(second);
    CHECK(ledger.snapshot().left == 50001);
    ledger.end(ledger.begin(kNoon));
    CHECK(rests(ledger, Priority::kReconcile));
  }
}

TEST_CASE("other apps that use the quota up are noticed, and so is an answer that says there is more again") {
  QuotaLedger ledger = ledger_with(200000);
  exchange(ledger, told(250000, 30000));
  CHECK(rests(ledger, Priority::kReconcile));
  exchange(ledger, told(250000, 90000));
  CHECK_FALSE(rests(ledger, Priority::kReconcile));
}

// Fault 40.
TEST_CASE("what the headers leave out or contradict changes nothing but the count") {
  QuotaLedger ledger = ledger_with(200000);
  exchange(ledger, told(std::nullopt, std::nullopt));
  exchange(ledger, told(std::nullopt, 999999));
  CHECK(ledger.snapshot().quota == 250000);
  CHECK(ledger.snapshot().left == 199998);
  QuotaLedger without(0.2);
  exchange(without, told(std::nullopt, 5));
  CHECK_FALSE(rests(without, Priority::kReconcile));
}

// Fault 40.
TEST_CASE("a quota that shrinks leaves no more than itself") {
  QuotaLedger ledger = ledger_with(200000);
  exchange(ledger, told(1000, std::nullopt));
  CHECK(ledger.snapshot().left == 999);
  CHECK_FALSE(rests(ledger, Priority::kReconcile));
}

TEST_CASE("a rest ends at the account's midnight, not at that of Greenwich") {
  QuotaLedger ledger(0.2, 30s);
  ledger.set_utc_offset("+01:00");
  exchange(ledger, told(250000, 49812));
  const auto rest = ledger.rest(Priority::kReconcile, kNoon);
  REQUIRE(rest);
  CHECK(rest->until == at("2026-11-21T23:00:30Z"));
  CHECK(to_text(*rest, Priority::kReconcile) ==
        "the day's quota is nearly used up: 49,812 of 250,000 requests are left, and 50,000 are reserved for "
        "other apps (rate_limit.daily_reserve); reconcile goes on at 2026-11-22T00:00 (+01:00)");
  CHECK(rests(ledger, Priority::kReconcile, at("2026-11-21T22:59:59Z")));
  CHECK_FALSE(rests(ledger, Priority::kReconcile, at("2026-11-21T23:00:00Z")));
  // The new day begins with the whole quota.
  ledger.begin(at("2026-11-21T23:00:10Z"));
  CHECK(ledger.snapshot().left == 249999);
}

TEST_CASE("offsets that are none are ignored") {
  QuotaLedger ledger;
  ledger.set_utc_offset("-03:30");
  CHECK(ledger.snapshot().utc_offset == -210min);
  for (const char* text : {"", "Europe/Berlin", "+99:00", "1"}) ledger.set_utc_offset(text);
  CHECK(ledger.snapshot().utc_offset == -210min);
  exchange(ledger, told(100, 1));
  CHECK(to_text(*ledger.rest(Priority::kBackfill, kNoon), Priority::kBackfill).ends_with("(-03:30)"));
}

TEST_CASE("an answer to a request of the day before says nothing about the new one") {
  QuotaLedger ledger = ledger_with(200000);
  const auto ticket = ledger.begin(at("2026-11-21T23:59:59Z"));
  const Timestamp after = at("2026-11-22T00:00:01Z");
  ledger.begin(after);
  ledger.learn(ticket, told(250000, 3), after);
  CHECK_FALSE(rests(ledger, Priority::kReconcile, after));
}

TEST_CASE("while the tail rests it asks once an hour") {
  QuotaLedger ledger = ledger_with(4000);
  CHECK(ledger.rest(Priority::kTail, kNoon)->until == kNoon + 1h);
  CHECK(rests(ledger, Priority::kTail, kNoon + 59min));
  const Timestamp later = kNoon + 1h;
  CHECK_FALSE(rests(ledger, Priority::kTail, later));
  CHECK(rests(ledger, Priority::kReconcile, later));
  ledger.end(ledger.begin(later));
  CHECK(rests(ledger, Priority::kTail, later));
}

// Fault 26.
TEST_CASE("a refusal for the day keeps all work back until midnight, but for a question an hour") {
  QuotaLedger ledger(0.2);
  ledger.begin(kNoon);
  ledger.refused(kNoon, std::nullopt);
  const auto rest = ledger.rest(Priority::kBackfill, kNoon);
  REQUIRE(rest);
  CHECK(rest->until == at("2026-11-22T00:00:00Z"));
  CHECK(to_text(*rest, Priority::kBackfill) ==
        "the day's quota is used up, says HubSpot; the backfill goes on at 2026-11-22T00:00 (+00:00)");
  CHECK(ledger.rest(Priority::kTail, kNoon)->until == kNoon + 1h);
  CHECK_FALSE(rests(ledger, Priority::kReconcile, at("2026-11-22T00:00:00Z")));
}

// Faults 26, 27.
TEST_CASE("when HubSpot says until when, that counts, within a minute and a day") {
  QuotaLedger ledger(0.2);
  ledger.refused(kNoon, 3h);
  CHECK(ledger.rest(Priority::kTail, kNoon)->until == kNoon + 3h);
  CHECK(rests(ledger, Priority::kTail, kNoon + 2h));
  ledger.refused(kNoon, 0s);
  CHECK(ledger.rest(Priority::kTail, kNoon)->until == kNoon + 1min);
  ledger.refused(kNoon, 1000000h);
  CHECK(ledger.rest(Priority::kReconcile, kNoon)->until == kNoon + 24h);
}

TEST_CASE("a success ends a refusal, unless it was asked for before") {
  QuotaLedger ledger(0.2);
  const auto early = ledger.begin(kNoon);
  ledger.begin(kNoon);
  ledger.refused(kNoon, std::nullopt);
  ledger.served(early);
  CHECK(rests(ledger, Priority::kReconcile));
  ledger.served(ledger.begin(kNoon + 1h));
  CHECK_FALSE(rests(ledger, Priority::kReconcile));
}

// Fault 96.
TEST_CASE("a clock that jumps by years, ahead or back, makes no rest of more than a day") {
  for (const Timestamp now : {at("2036-11-21T12:00:00Z"), at("2016-11-21T12:00:00Z")}) {
    QuotaLedger ledger = ledger_with(0);
    CHECK_FALSE(rests(ledger, Priority::kReconcile, now));
    ledger.refused(kNoon, std::nullopt);
    CHECK_FALSE(rests(ledger, Priority::kReconcile, now));
  }
  QuotaLedger ledger = ledger_with(0);
  CHECK_FALSE(rests(ledger, Priority::kTail, kNoon - 1h));  // may find out
}

TEST_CASE("a ledger that is resumed knows what the one before it knew") {
  QuotaLedger before = ledger_with(5001);
  before.begin(kNoon);  // and a crash
  QuotaLedger ledger(0.2);
  ledger.resume(before.snapshot());
  CHECK(rests(ledger, Priority::kTail));
  CHECK_FALSE(rests(ledger, Priority::kTail, kNoon + 24h));
}

// Fault 96.
TEST_CASE("a clock that is set back makes no rest longer, a usual correction ends none") {
  QuotaLedger ledger = ledger_with(1000);
  const Timestamp ahead = kNoon + 6h;
  ledger.begin(ahead);
  ledger.refused(ahead, 30min);
  CHECK(rests(ledger, Priority::kTail, ahead + 29min));
  CHECK(rests(ledger, Priority::kTail, ahead + 29min - 2s));
  CHECK_FALSE(rests(ledger, Priority::kTail, kNoon));
}
