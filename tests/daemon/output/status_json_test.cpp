#include <doctest/doctest.h>

#include "daemon/output/status_report.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

}  // namespace

TEST_CASE("status as JSON has every column of sync_status under its name, and null for what is not known") {
  StatusInput input;
  input.database = "mirror.db";
  input.status.health = "catching_up";
  input.status.cause = "the first backfill has not finished";
  CHECK(status_json(input) == R"({
  "health": "catching_up",
  "cause": "the first backfill has not finished",
  "portal_id": null,
  "watermark": null,
  "last_poll_at": null,
  "lag_seconds": null,
  "last_reconcile_at": null,
  "last_archived_sweep_at": null,
  "last_active_sweep_at": null,
  "backfill_complete": false,
  "backfill_filled_at": null,
  "backfill_completed_at": null,
  "threads": 0,
  "open_threads": 0,
  "archived_threads": 0,
  "deleted_threads": 0,
  "rejected_records": 0,
  "quota_pause": null,
  "database": "mirror.db",
  "schema_version": null,
  "rate_budget": null,
  "daemon": null,
  "runs": []
}
)");
}

TEST_CASE("status as JSON has rate budget and runs with the columns of sync_runs") {
  StatusInput input;
  input.database = "mirror.db";
  input.schema_version = 3;
  input.status.health = "current";
  input.status.portal_id = "123";
  input.status.watermark = "2026-11-21T09:29:45.120Z";
  input.status.last_poll_at = "2026-11-21T09:30:00.000Z";
  input.status.lag_seconds = 12.25;
  input.status.last_reconcile_at = "2026-11-21T08:00:00.000Z";
  input.status.last_archived_sweep_at = "2026-11-21T08:01:00.000Z";
  input.status.last_active_sweep_at = "2026-11-21T08:00:30.000Z";
  input.status.backfill_complete = true;
  input.daemon = DaemonReport{4711, "0.1.0", *core::Timestamp::parse("2026-11-20T07:00:00Z"), "polling"};
  input.status.backfill_filled_at = "2026-11-20T07:00:00.000Z";
  input.status.backfill_completed_at = "2026-11-20T08:00:00.000Z";
  input.status.threads = 1;
  input.status.open_threads = 2;
  input.status.archived_threads = 3;
  input.status.deleted_threads = 4;
  input.status.rejected_records = 5;
  input.status.quota_pause = "reconcile rests";
  input.rate = RateBudget{250'000, std::nullopt, 100, core::Timestamp::from_unix_ms(0)};
  input.runs = {{6, "tail", "2026-11-21T09:30:00.000Z", std::nullopt, "failed", 7, 8, 9, 10, 11, 12, 13, 14,
                 "a \"b\""}};
  CHECK(status_json(input) == R"({
  "health": "current",
  "cause": "",
  "portal_id": "123",
  "watermark": "2026-11-21T09:29:45.120Z",
  "last_poll_at": "2026-11-21T09:30:00.000Z",
  "lag_seconds": 12.25,
  "last_reconcile_at": "2026-11-21T08:00:00.000Z",
  "last_archived_sweep_at": "2026-11-21T08:01:00.000Z",
  "last_active_sweep_at": "2026-11-21T08:00:30.000Z",
  "backfill_complete": true,
  "backfill_filled_at": "2026-11-20T07:00:00.000Z",
  "backfill_completed_at": "2026-11-20T08:00:00.000Z",
  "threads": 1,
  "open_threads": 2,
  "archived_threads": 3,
  "deleted_threads": 4,
  "rejected_records": 5,
  "quota_pause": "reconcile rests",
  "database": "mirror.db",
  "schema_version": 3,
  "rate_budget": {
    "daily_limit": 250000,
    "daily_remaining": null,
    "burst_limit": 100,
    "observed_at": "1970-01-01T00:00:00.000Z"
  },
  "daemon": {
    "process": 4711,
    "version": "0.1.0",
    "started_at": "2026-11-20T07:00:00.000Z",
    "activity": "polling"
  },
  "runs": [
    {
      "id": 6,
      "kind": "tail",
      "started_at": "2026-11-21T09:30:00.000Z",
      "finished_at": null,
      "outcome": "failed",
      "requests": 7,
      "pages": 8,
      "threads_seen": 9,
      "inserted": 10,
      "updated": 11,
      "unchanged": 12,
      "deleted": 13,
      "rejected": 14,
      "error": "a \"b\""
    }
  ]
}
)");
}

}  // namespace threadmirror::tests
