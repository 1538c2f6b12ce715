// Everything that metrics are made of, filled.
#pragma once

#include <string>

#include "daemon/monitoring/metrics.hpp"

namespace threadmirror::tests {

inline core::Timestamp at(std::string_view text) { return core::Timestamp::parse(text).value(); }

// A clock that stands still.
struct StandingClock final : core::Clock {
  core::Timestamp now() const override { return at("2026-11-21T10:00:00Z"); }
  core::SteadyTime steady_now() const override { return {}; }
};

// A mirror that is current, and has done a little of everything.
struct SampleInput {
  SampleInput() {
    storage::SyncStatus status;
    status.health = "current";
    status.watermark = "2026-11-21T09:50:00.500Z";
    status.last_poll_at = "2026-11-21T09:59:00.000Z";
    status.backfill_complete = true;
    status.backfill_completed_at = "2026-11-20T09:00:00.000Z";
    status.last_reconcile_at = "2026-11-21T09:30:00.000Z";
    status.last_active_sweep_at = "2026-11-21T09:29:00.000Z";
    status.last_archived_sweep_at = "2026-11-21T09:28:00.000Z";
    status.threads = 1000;
    status.open_threads = 300;
    status.archived_threads = 100;
    status.deleted_threads = 7;
    status.rejected_records = 2;
    mirror.status = status;
    mirror.database_bytes = 4096;
    mirror.wal_bytes = 512;
    traffic.outcomes.add(sync::ExchangeOutcome::kOk);
    traffic.outcomes.add(sync::ExchangeOutcome::kRateLimited);
    traffic.retries = 1;
    traffic.page_size = 500;
    traffic.rate = {190, std::chrono::seconds(10), 250000, 240000};
    storage::RunCounters counters;
    counters.pages = 1;
    storage::PageOutcome page;
    page.inserted = 3;
    telemetry.page(storage::RunKind::kTail, counters, page, {});
    telemetry.run_ended(storage::RunKind::kTail, true, StandingClock());
    process.resident_bytes = 20 << 20;
    process.open_descriptors = 19;
    process.processor_seconds = 1.5;
  }

  std::string text() const {
    return daemon::monitoring::metrics_text({"1.2.3", at("2026-11-21T08:00:00Z"), at("2026-11-21T10:00:30Z"),
                                             mirror, telemetry, traffic, process});
  }

  daemon::monitoring::MirrorLook mirror{at("2026-11-21T10:00:29Z"), {}};
  sync::Telemetry telemetry;
  sync::Traffic traffic;
  daemon::monitoring::ProcessUsage process;
};

}  // namespace threadmirror::tests
