#include "sync/mirror.hpp"

#include <doctest/doctest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

void populate(EngineRig& rig, int active, int archived = 0) {
  for (int id = 1; id <= active + archived; ++id) {
    auto record = thread(id, rig.clock.now() - std::chrono::hours(24 * 30) + std::chrono::minutes(id));
    record.archived = id > active;
    rig.api.put(record);
  }
}

// Every thread of the upstream as id, status, time, and the same from the database.
std::vector<std::string> truth(const EngineRig& rig) {
  std::vector<std::string> rows;
  for (const auto& [id, t] : rig.api.threads) {
    rows.push_back(std::to_string(id) + " " + *t.status + " " + t.latest_message_timestamp->to_string());
  }
  return rows;
}
std::vector<std::string> mirrored(const EngineRig& rig) {
  return rig.column("SELECT id || ' ' || status || ' ' || latest_message_timestamp FROM threads ORDER BY id");
}

// A job that can be cancelled.
struct Job {
  boost::asio::cancellation_signal signal;
  std::optional<core::Status> outcome;
  std::exception_ptr failure;
  bool ended = false;

  void start(EngineRig& rig, boost::asio::awaitable<core::Status> task) {
    boost::asio::co_spawn(
        rig.loop, std::move(task),
        boost::asio::bind_cancellation_slot(signal.slot(), [this](std::exception_ptr e, core::Status s) {
          failure = e;
          outcome = std::move(s);
          ended = true;
        }));
  }
  void cancel() { signal.emit(boost::asio::cancellation_type::terminal); }
};

}  // namespace

TEST_CASE("sync backfills first where that was never done, and afterwards makes one request") {
  EngineRig rig;
  populate(rig, 10, 5);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(mirrored(rig) == truth(rig));
  CHECK(rig.cell("SELECT health FROM sync_status WHERE backfill_complete") != "");
  rig.restart();
  rig.api.requests.clear();
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(rig.api.requests.size() == 1);
}

TEST_CASE("a message that comes while a backfill is under way is in the database one poll later") {
  EngineRig rig;
  populate(rig, 3000);
  Job job;
  job.start(rig, rig.mirror->serve(nullptr));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 2s);
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "0");
  auto fresh = rig.api.threads[2999];
  fresh.latest_message_timestamp = rig.clock.now();
  rig.api.put(fresh);
  rig.api.latency = 100ms;  // the backfill takes longer than a poll interval
  tests::run_for(rig.loop, rig.clock, rig.waiter, 30s + 200ms);
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "0");
  CHECK(rig.cell("SELECT latest_message_timestamp FROM threads WHERE id = 2999") ==
        fresh.latest_message_timestamp->to_string());
  tests::run_for(rig.loop, rig.clock, rig.waiter, 10min);
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
  CHECK(mirrored(rig) == truth(rig));
  job.cancel();
  rig.loop.restart();
  rig.loop.run();
  CHECK(job.ended);
}

// Fault 6.
TEST_CASE("without a network at the start the daemon stays up, tells why, and begins when it can") {
  EngineRig rig;
  populate(rig, 7);
  rig.api.portal = core::fail(core::ErrorCode::kDns, "no address for api.example");
  Job job;
  job.start(rig, rig.mirror->serve(nullptr));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 1h);
  CHECK_FALSE(job.ended);
  CHECK(rig.cell("SELECT cause FROM sync_status").find("no address for api.example") != std::string::npos);
  rig.api.portal = sync::api::Account{"1", "", {}};
  tests::run_for(rig.loop, rig.clock, rig.waiter, 10min);
  CHECK(mirrored(rig) == truth(rig));
  job.cancel();
  rig.loop.restart();
  rig.loop.run();
}

// Fault 31.
TEST_CASE("a token that is revoked ends the daemon, and the database says why") {
  EngineRig rig;
  populate(rig, 7);
  Job job;
  job.start(rig, rig.mirror->serve(nullptr));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 5min);
  rig.api.failures.emplace_back(core::ErrorCode::kUnauthorized, "the token is refused");
  tests::run_for(rig.loop, rig.clock, rig.waiter, 5min);
  REQUIRE(job.ended);
  CHECK(job.outcome->error().code() == core::ErrorCode::kUnauthorized);
  CHECK(rig.cell("SELECT health || ': ' || cause FROM sync_status") == "attention: the token is refused");
}

TEST_CASE("a failed backfill is resumed by the daemon after a rest") {
  EngineRig rig;
  populate(rig, 30);
  Job job;
  int requests = 0;
  rig.api.on_request = [&](const sync::api::PageRequest& request) {
    if (request.sort == sync::api::Sort::kId && ++requests == 4) {
      rig.api.failures.emplace_back(core::ErrorCode::kConnectionLost, "reset");
    }
  };
  job.start(rig, rig.mirror->serve(nullptr));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 5min);
  CHECK(mirrored(rig) == truth(rig));
  CHECK(rig.column("SELECT outcome FROM sync_runs WHERE kind = 'backfill' ORDER BY id") ==
        std::vector<std::string>{"failed", "ok"});
  job.cancel();
  rig.loop.restart();
  rig.loop.run();
}

// Fault 92.
TEST_CASE("cancelled at any point a job ends at once, and another one brings the mirror to the truth") {
  bool reached_the_end = false;
  for (int cut = 0; !reached_the_end; cut += 3) {
    EngineRig rig;
    populate(rig, 12, 4);
    Job job;
    job.start(rig, rig.mirror->backfill_once(false, nullptr));
    for (int step = 0; step < cut && !job.ended; ++step) {
      if (rig.loop.poll_one() == 0) rig.waiter.advance_to_next();
      rig.loop.restart();
    }
    reached_the_end = job.ended;
    const auto when = rig.clock.now();
    job.cancel();
    rig.loop.restart();
    rig.loop.run();
    CAPTURE(cut);
    REQUIRE(job.ended);
    CHECK(rig.clock.now() == when);  // nothing was waited for
    rig.restart();
    REQUIRE(rig.run(rig.mirror->backfill_once(false, nullptr)));
    REQUIRE(mirrored(rig) == truth(rig));
    REQUIRE(rig.cell("SELECT count(*) FROM sync_runs WHERE outcome IS NULL") == "0");
  }
}

TEST_CASE("the daemon reconciles once the interval has passed, and the tail stays fresh meanwhile") {
  EngineRig rig(sync::EngineOptions{.reconcile_interval = std::chrono::minutes(10)});
  populate(rig, 300, 30);
  Job job;
  job.start(rig, rig.mirror->serve(nullptr));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 5min);
  REQUIRE(rig.cell("SELECT backfill_complete FROM sync_status") == "1");
  rig.api.threads[5].status = "CLOSED";
  rig.api.threads.erase(6);
  tests::run_for(rig.loop, rig.clock, rig.waiter, 4min);
  CHECK(rig.cell("SELECT status FROM threads WHERE id = 5") == "OPEN");
  CHECK(rig.cell("SELECT last_reconcile_at FROM sync_status") == "NULL");
  rig.api.latency = 1s;  // the sweep takes minutes
  tests::run_for(rig.loop, rig.clock, rig.waiter, 90s);
  rig.api.threads[7].latest_message_timestamp = rig.clock.now();
  tests::run_for(rig.loop, rig.clock, rig.waiter, 32s);
  CHECK(rig.cell("SELECT in_progress FROM sync_state WHERE stream = 'reconcile/active'") == "1");
  CHECK(rig.cell("SELECT latest_message_timestamp FROM threads WHERE id = 7") ==
        rig.api.threads[7].latest_message_timestamp->to_string());
  tests::run_for(rig.loop, rig.clock, rig.waiter, 10min);
  CHECK(rig.cell("SELECT status FROM threads WHERE id = 5") == "CLOSED");
  CHECK(rig.cell("SELECT deleted_threads FROM sync_status") == "1");
  CHECK(rig.cell("SELECT last_reconcile_at FROM sync_status") != "NULL");
  job.cancel();
  tests::run_until(rig.loop, rig.waiter, [&] { return job.ended; });
}

TEST_CASE("a reconcile that fails again and again is named in the database, and a good one clears it") {
  EngineRig rig(sync::EngineOptions{.reconcile_interval = std::chrono::minutes(10)});
  populate(rig, 10);
  Job job;
  job.start(rig, rig.mirror->serve(nullptr));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 5min);
  rig.api.refuse = [](const sync::api::PageRequest& request) -> std::optional<core::Error> {
    if (request.sort != sync::api::Sort::kId) return std::nullopt;
    return core::Error(core::ErrorCode::kServerError, "made up");
  };
  tests::run_for(rig.loop, rig.clock, rig.waiter, 15min);
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'reconcile_error'") == "made up");
  rig.api.refuse = nullptr;
  tests::run_for(rig.loop, rig.clock, rig.waiter, 15min);
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'reconcile_error'").empty());
  CHECK(rig.cell("SELECT last_reconcile_at FROM sync_status") != "NULL");
  job.cancel();
  tests::run_until(rig.loop, rig.waiter, [&] { return job.ended; });
}

TEST_CASE("reconcile_once backfills first where that was never done, then equals the upstream") {
  EngineRig rig;
  populate(rig, 20, 5);
  sync::ReconcileReport report;
  REQUIRE(rig.run(rig.mirror->reconcile_once({}, report)));
  CHECK(mirrored(rig) == truth(rig));
  CHECK(report.counters.threads_seen == 25);
  CHECK(rig.cell("SELECT backfill_complete AND last_reconcile_at IS NOT NULL FROM sync_status") == "1");
}

TEST_CASE("checkpoints of inboxes that are no longer mirrored are forgotten, so that they don't look stale") {
  EngineRig rig(sync::EngineOptions{.inbox_ids = {1, 2}});
  populate(rig, 5);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  rig.restart(sync::EngineOptions{.inbox_ids = {1}});
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(rig.cell("SELECT count(*) FROM sync_state WHERE stream LIKE '%inbox=2'") == "0");
  CHECK(rig.cell("SELECT count(*) FROM sync_state WHERE stream LIKE '%inbox=1'") == "3");
}
