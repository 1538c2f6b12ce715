#include "sync/ledger_keeper.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using sync::kDailyLedgerKey;
using sync::kQuotaPauseKey;
using sync::read_daily_quota;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

std::string info(const EngineRig& rig, const std::string& key) {
  return rig.cell("SELECT value FROM mirror_info WHERE key = '" + key + "'");
}

// A portal with so many requests left of 1000 for today, of which 200 are reserved: reconcile rests from 200
// on, the backfill from 100, the tail from 20.
void limit(EngineRig& rig, std::int64_t left) {
  rig.api.quota = 1000;
  rig.api.used = 1000 - left;
}

// A new process, which knows only what the database tells.
void restart(EngineRig& rig) {
  rig.api.book = sync::api::QuotaLedger();
  rig.restart();
}

void put_threads(EngineRig& rig, int count) {
  for (int id = 1; id <= count; ++id) rig.api.put(thread(id));
}

}  // namespace

TEST_CASE("the day's requests are in the database after a command, and the next process goes on from there") {
  EngineRig rig;
  put_threads(rig, 5);
  limit(rig, 900);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  const auto written = sync::api::parse_quota_snapshot(info(rig, kDailyLedgerKey));
  REQUIRE(written);
  CHECK(written->quota == 1000);
  CHECK(written->left == 1000 - rig.api.used);
  const std::int64_t used = rig.api.used;
  restart(rig);
  CHECK_FALSE(rig.api.book.snapshot().quota);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(rig.api.used == used + 2);
  CHECK(rig.api.book.snapshot().left == 1000 - rig.api.used);
}

TEST_CASE("fifty crashes in a row don't use up what is reserved for others") {
  EngineRig rig;
  put_threads(rig, 500);
  limit(rig, 130);
  for (int crash = 0; crash < 50; ++crash) {
    boost::asio::co_spawn(rig.loop, rig.mirror->serve(nullptr), [](std::exception_ptr, core::Status) {});
    tests::run_for(rig.loop, rig.clock, rig.waiter, 700ms);
    rig.loop.restart();
    restart(rig);
    // But for what a single process did since it last wrote the book.
    REQUIRE(rig.api.used <= 1000 - 20 + 2);
  }
  CHECK(rig.api.used >= 1000 - 100);  // the backfill's part was used
}

TEST_CASE("a crash loop whose tail must rest asks once an hour") {
  EngineRig rig;
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  limit(rig, 25);
  while (rig.run(rig.mirror->sync_once(nullptr))) restart(rig);
  const std::int64_t used = rig.api.used;
  CHECK(used == 980);
  for (int crash = 0; crash < 50; ++crash) {
    restart(rig);
    const core::Status outcome = rig.run(rig.mirror->sync_once(nullptr));
    CHECK(outcome.error().code() == core::ErrorCode::kDailyLimit);
    rig.clock.advance(1min);
  }
  CHECK(rig.api.used == used);
}

TEST_CASE("a backfill that must rest fails with the reason, and status tells that it rests") {
  EngineRig rig;
  put_threads(rig, 100);
  limit(rig, 110);
  const core::Status outcome = rig.run(rig.mirror->backfill_once(false, nullptr));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == core::ErrorCode::kDailyLimit);
  CHECK(outcome.error().message() ==
        "the day's quota is nearly used up: 100 of 1,000 requests are left, and 200 are reserved for other "
        "apps "
        "(rate_limit.daily_reserve); the backfill goes on at 2026-11-22T00:00 (+00:00)");
  CHECK(info(rig, kQuotaPauseKey).find("reconcile and backfill rest until 2026-11-22T00:00") !=
        std::string::npos);
}

TEST_CASE("the daemon rests without asking, polls on, and works again when there is more") {
  EngineRig rig;
  put_threads(rig, 100);
  limit(rig, 110);
  boost::asio::co_spawn(rig.loop, rig.mirror->serve(nullptr), [](std::exception_ptr, core::Status) {});
  tests::run_for(rig.loop, rig.clock, rig.waiter, 10min);
  CHECK(rig.api.used >= 900);
  CHECK(rig.api.used <= 900 + 21 + 1);  // polls only
  CHECK(info(rig, kQuotaPauseKey).find("backfill rest until") != std::string::npos);
  CHECK(info(rig, "backfill_completed_at").empty());
  rig.api.used = 0;
  tests::run_for(rig.loop, rig.clock, rig.waiter, 12min);
  CHECK(info(rig, kQuotaPauseKey).empty());
  CHECK_FALSE(info(rig, "backfill_completed_at").empty());
}

TEST_CASE("quiet polls write the book down once a minute") {
  EngineRig rig;
  limit(rig, 900);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  std::vector<std::string> books;
  rig.api.on_request = [&](const sync::api::PageRequest&) {
    const std::string book = info(rig, kDailyLedgerKey);
    if (books.empty() || books.back() != book) books.push_back(book);
  };
  rig.serve_for(30min);
  CHECK(books.size() >= 20);
  CHECK(books.size() <= 32);
}

TEST_CASE("where the upstream tells no quota nothing is written") {
  EngineRig rig;
  put_threads(rig, 5);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(rig.cell("SELECT count(*) FROM mirror_info WHERE key IN ('daily_ledger', 'quota_pause')") == "0");
}

// Fault 69.
TEST_CASE("the quota of another portal is not written into the database") {
  EngineRig rig;
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  restart(rig);
  limit(rig, 900);
  rig.api.portal = sync::api::Account{"4711", "Europe/Berlin", "+01:00"};
  CHECK(rig.run(rig.mirror->sync_once(nullptr)).error().code() == core::ErrorCode::kWrongPortal);
  CHECK(info(rig, kDailyLedgerKey).empty());
}

// Fault 26.
TEST_CASE("that the day's quota is spent is kept, also when it was the first answer that said so") {
  EngineRig rig;
  rig.api.portal = core::fail(core::ErrorCode::kDailyLimit, "429");
  rig.api.book.refused(rig.clock.now(), std::nullopt);
  CHECK_FALSE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(info(rig, kQuotaPauseKey).find("reconcile, backfill and polling rest until") != std::string::npos);
  restart(rig);
  CHECK_FALSE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(rig.api.book.rest(sync::api::Priority::kReconcile, rig.clock.now()));
}

TEST_CASE("a reader is told the quota where there is one") {
  EngineRig rig;
  limit(rig, 800);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  const auto told = read_daily_quota(info(rig, kDailyLedgerKey));
  REQUIRE(told);
  CHECK(told->quota == 1000);
  CHECK(told->left == 1000 - rig.api.used);
  CHECK_FALSE(read_daily_quota("{}"));
  CHECK_FALSE(read_daily_quota("none"));
}

TEST_CASE("a book that can't be read is not believed") {
  EngineRig rig;
  REQUIRE(rig.store->set_info(kDailyLedgerKey, "{\"quota\":\"none\"}"));
  limit(rig, 900);
  CHECK(rig.run(rig.mirror->sync_once(nullptr)));
}
