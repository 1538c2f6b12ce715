// What the ledger says to people.
#include <doctest/doctest.h>

#include "sync/api/quota_ledger.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;

namespace {

const core::Timestamp kNoon = core::Timestamp::parse("2026-11-21T12:00:00Z").value();

QuotaLedger ledger_with(std::int64_t left, const std::string& offset = "+00:00") {
  QuotaLedger ledger(0.2);
  ledger.set_utc_offset(offset);
  RateHeaders headers;
  headers.daily = 250000;
  headers.daily_remaining = left;
  const auto ticket = ledger.begin(kNoon);
  ledger.learn(ticket, headers, kNoon);
  ledger.end(ticket);
  return ledger;
}

QuotaLedger refused_ledger() {
  QuotaLedger ledger(0.2);
  ledger.refused(kNoon, std::nullopt);
  return ledger;
}

}  // namespace

TEST_CASE(
    "whoever must rest reads what is left, for whom the rest is, and until when by the account's clock") {
  QuotaLedger ledger = ledger_with(49812, "+01:00");
  CHECK(to_text(*ledger.rest(Priority::kReconcile, kNoon), Priority::kReconcile) ==
        "the day's quota is nearly used up: 49,812 of 250,000 requests are left, and 50,000 are reserved for "
        "other apps (rate_limit.daily_reserve); reconcile goes on at 2026-11-22T00:00 (+01:00)");
  QuotaLedger west = ledger_with(0, "-03:30");
  CHECK(to_text(*west.rest(Priority::kBackfill, kNoon), Priority::kBackfill).ends_with("(-03:30)"));
}

TEST_CASE("a refusal is told as HubSpot's word, and each kind of work by its name") {
  QuotaLedger ledger = refused_ledger();
  CHECK(to_text(*ledger.rest(Priority::kBackfill, kNoon), Priority::kBackfill) ==
        "the day's quota is used up, says HubSpot; the backfill goes on at 2026-11-22T00:00 (+00:00)");
  CHECK(to_text(*ledger.rest(Priority::kTail, kNoon), Priority::kTail) ==
        "the day's quota is used up, says HubSpot; polling goes on at 2026-11-21T13:00 (+00:00)");
}

TEST_CASE("a pause names all kinds of work that rest, and nothing is said when none does") {
  CHECK_FALSE(ledger_with(50001).pause(kNoon));
  CHECK(ledger_with(50000).pause(kNoon)->text ==
        "the day's quota is nearly used up: 50,000 of 250,000 requests are left, and 50,000 are reserved for "
        "other apps (rate_limit.daily_reserve); reconcile rests until 2026-11-22T00:00 (+00:00)");
  const auto text_with = [](std::int64_t left) { return ledger_with(left).pause(kNoon)->text; };
  CHECK(text_with(25000).find("; reconcile and backfill rest until") != std::string::npos);
  CHECK(text_with(5000).find("; reconcile, backfill and polling rest until") != std::string::npos);
  const auto spent = refused_ledger().pause(kNoon);
  CHECK(spent->classes == 3);
  CHECK(spent->text ==
        "the day's quota is used up, says HubSpot; reconcile, backfill and polling rest until "
        "2026-11-22T00:00 (+00:00)");
}
