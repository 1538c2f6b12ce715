#include "sync/head_start.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

sync::EngineOptions side_by_side() {
  sync::EngineOptions options;
  options.max_in_flight = 5;
  return options;
}

// A slow upstream with 90 active and 30 archived threads, two of which have no timestamp.
struct SlowUpstream : EngineRig {
  SlowUpstream() : EngineRig(side_by_side()) {
    api.latency = 250ms;
    api.counters.rate = {100, 10s, std::nullopt, std::nullopt};
    for (int id = 1; id <= 120; ++id) {
      auto record = thread(id, clock.now() - std::chrono::minutes(id * id));
      record.archived = id > 90;
      if (id == 7 || id == 100) record.latest_message_timestamp.reset();
      api.put(record);
    }
    // The model's listing by time can't hold threads without one.
  }

  // All threads but those that it can't list by time, which a sweep alone finds.
  core::Status backfill() {
    return run(sync::backfill(*world, sync::SweepStart::kWhereNeverFinished, nullptr));
  }
  std::int64_t requests_by_time() const {
    return std::count_if(api.requests.begin(), api.requests.end(), [](const auto& request) {
      return request.sort == sync::api::Sort::kLatestMessageTimestamp;
    });
  }
};

}  // namespace

TEST_CASE("as many readers are worth having as rate and store keep busy, and the bound allows") {
  using std::chrono::duration;
  const auto readers = [](double trip_ms, double store_ms, double rate, int most) {
    return sync::readers_worth_having(
        {duration<double>(trip_ms / 1000), duration<double>(store_ms / 1000), rate}, most);
  };
  CHECK(readers(250, 5, 17.1, 7) == 6);
  CHECK(readers(250, 5, 17.1, 4) == 4);
  CHECK(readers(1000, 5, 17.1, 7) == 7);
  CHECK(readers(250, 100, 17.1, 7) == 3);
  CHECK(readers(250, 5, 4, 7) == 1);    // the rate is used up by one or two
  CHECK(readers(3, 4, 10000, 7) == 1);  // the store is the slower one
  CHECK(readers(0, 0, 10000, 7) == 1);
  CHECK(readers(250, 0, 17.1, 7) == 6);
}

TEST_CASE("a slow upstream is read by several requests at once, and proven complete by a sweep") {
  SlowUpstream rig;
  sync::Progress progress;
  REQUIRE(rig.run(sync::backfill(*rig.world, sync::SweepStart::kWhereNeverFinished, &progress)));
  REQUIRE(progress.filled);
  CHECK(progress.filled->threads == 118);
  CHECK(progress.threads == 120);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "120");
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
  CHECK(rig.cell("SELECT backfill_filled_at < backfill_completed_at FROM sync_status") == "1");
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'backfill_slices'") == "over");
  CHECK(rig.cell("SELECT count(*) || group_concat(outcome) FROM sync_runs WHERE kind = 'backfill'") ==
        "2ok,ok");
  CHECK(rig.cell("SELECT group_concat(inserted) || ' ' || sum(requests) FROM sync_runs") ==
        "118,2 " + std::to_string(rig.api.requests.size()));
  CHECK(rig.requests_by_time() < 120 / 3 * 13 / 10);
  // 40 pages one after the other take 10 s.
  const auto took = [&](const char* key) {
    return std::stod(
        rig.cell("SELECT (julianday(value) - julianday((SELECT min(started_at) FROM sync_runs))) * 86400 "
                 "FROM mirror_info WHERE key = '" +
                 std::string(key) + "'"));
  };
  CHECK(took("backfill_filled_at") < 5);
  CHECK(took("backfill_completed_at") < 16);
}

TEST_CASE("without room for requests at once, and where they gain nothing, a listing is read page by page") {
  SUBCASE("one request at a time") {
    SlowUpstream rig;
    rig.restart();
    REQUIRE(rig.backfill());
    CHECK(rig.requests_by_time() == 0);
  }
  SUBCASE("the rate is the bound") {
    SlowUpstream rig;
    rig.api.counters.rate = {10, 10s, std::nullopt, std::nullopt};
    REQUIRE(rig.backfill());
    CHECK(rig.requests_by_time() == 1);
    CHECK(rig.cell("SELECT backfill_filled_at = backfill_completed_at FROM sync_status") == "1");
  }
  SUBCASE("there is a single page of each") {
    SlowUpstream rig;
    rig.api.page_size = 200;
    REQUIRE(rig.backfill());
    CHECK(rig.requests_by_time() == 2);
  }
}

TEST_CASE("an upstream that ignores the order or the bound is swept, and nothing is missing") {
  SlowUpstream rig;
  rig.api.on_request = nullptr;
  rig.api.ignores_time = true;
  sync::Progress progress;
  REQUIRE(rig.run(sync::backfill(*rig.world, sync::SweepStart::kWhereNeverFinished, &progress)));
  CHECK_FALSE(progress.filled);
  CHECK(rig.requests_by_time() == 1);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "120");
}

TEST_CASE("cut off at any request, it goes on from what is stored") {
  for (int fails_at = 1; fails_at <= 70; ++fails_at) {
    CAPTURE(fails_at);
    SlowUpstream rig;
    int left = fails_at;
    rig.api.refuse = [&](const sync::api::PageRequest&) -> std::optional<core::Error> {
      if (--left != 0) return std::nullopt;
      return core::Error(core::ErrorCode::kTimeout, "slow");
    };
    const core::Status first = rig.backfill();
    if (left > 0) break;  // it needs fewer requests
    REQUIRE_FALSE(first);
    const auto before = std::stoll(rig.cell("SELECT count(*) FROM threads"));
    const auto asked = rig.requests_by_time();
    rig.restart(side_by_side());
    rig.api.requests.clear();
    REQUIRE(rig.backfill());
    CHECK(rig.cell("SELECT count(*) FROM threads") == "120");
    // What was stored is not read again: a page or two for each reader at most.
    CHECK(rig.requests_by_time() <= (118 - before) / 3 + 12);
    CHECK(rig.requests_by_time() + asked <= 118 / 3 * 16 / 10);
  }
}

TEST_CASE("a refused cursor costs a page, one that is always refused the slice") {
  for (const bool always : {false, true}) {
    SlowUpstream rig;
    int refusals = 0;
    rig.api.refuse = [&](const sync::api::PageRequest& request) -> std::optional<core::Error> {
      const bool by_time = request.sort == sync::api::Sort::kLatestMessageTimestamp;
      if (!by_time || !request.cursor || (!always && ++refusals % 5 != 0)) return std::nullopt;
      return core::Error(core::ErrorCode::kBadCursor, "mangled");
    };
    REQUIRE(rig.backfill());
    CHECK(rig.cell("SELECT count(*) FROM threads") == "120");
    CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
  }
}

TEST_CASE("a backfill from the start fills anew") {
  SlowUpstream rig;
  REQUIRE(rig.backfill());
  rig.api.requests.clear();
  REQUIRE(rig.run(sync::forget_backfill(*rig.world)));
  REQUIRE(rig.backfill());
  CHECK(rig.requests_by_time() > 10);
  rig.api.requests.clear();
  REQUIRE(rig.run(sync::backfill(*rig.world, sync::SweepStart::kUnfinishedOrAll, nullptr)));
  CHECK(rig.requests_by_time() == 0);  // it is all there: read by id, to see what changed
}
