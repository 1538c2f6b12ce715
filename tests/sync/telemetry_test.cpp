#include "sync/telemetry.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using storage::RunKind;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

TEST_CASE("a fresh engine has done nothing, and says so") {
  const sync::Telemetry telemetry;
  for (const RunKind kind : {RunKind::kTail, RunKind::kBackfill, RunKind::kReconcile}) {
    CHECK(telemetry.of(kind).counters == storage::RunCounters{});
    CHECK_FALSE(telemetry.of(kind).last_success_at);
    CHECK_FALSE(telemetry.of(kind).last_sign_at);
  }
  CHECK_FALSE(telemetry.watermark());
  CHECK_FALSE(telemetry.trouble());
}

TEST_CASE("each kind of work is counted apart, with its last success") {
  EngineRig rig;
  for (int id = 1; id <= 7; ++id) rig.api.put(thread(id, rig.clock.now()));
  REQUIRE(rig.run(rig.mirror->backfill_once(false, nullptr)));
  const sync::KindTelemetry& backfill = rig.telemetry.of(RunKind::kBackfill);
  CHECK(backfill.succeeded == 1);
  CHECK(backfill.failed == 0);
  CHECK(backfill.counters.pages == 4);
  CHECK(backfill.counters.threads_seen == 7);
  const sync::KindTelemetry& tail = rig.telemetry.of(RunKind::kTail);
  CHECK(tail.succeeded == 2);  // quiet ones, too
  CHECK(tail.counters.inserted + backfill.counters.inserted == 7);
  CHECK(tail.last_success_at == rig.clock.now());
  CHECK(rig.telemetry.watermark() ==
        core::Timestamp::parse(rig.cell("SELECT watermark FROM sync_status")).value());
  CHECK(tail.last_sign_at == rig.clock.steady_now());

  rig.api.threads.erase(3);
  rig.clock.advance(1h);
  sync::ReconcileReport report;
  REQUIRE(rig.run(rig.mirror->reconcile_once({}, report)));
  const sync::KindTelemetry& reconcile = rig.telemetry.of(RunKind::kReconcile);
  CHECK(reconcile.succeeded == 1);
  CHECK(reconcile.counters.deleted == 1);
  CHECK(reconcile.counters.unchanged == 6);
}

TEST_CASE("trouble is told until all is well again") {
  EngineRig rig;
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  rig.api.failures.emplace_back(core::ErrorCode::kTimeout, "slow");
  REQUIRE_FALSE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK(rig.telemetry.trouble() == "slow");
  CHECK(rig.telemetry.of(RunKind::kTail).failed == 1);
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  CHECK_FALSE(rig.telemetry.trouble());
}
