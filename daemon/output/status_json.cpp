#include "core/json.hpp"
#include "daemon/output/status_report.hpp"

namespace threadmirror::daemon::output {
namespace {

void write_status(core::JsonWriter& json, const storage::SyncStatus& status) {
  json.field("health", status.health).field("cause", status.cause);
  json.field("portal_id", status.portal_id);
  json.field("watermark", status.watermark);
  json.field("last_poll_at", status.last_poll_at);
  json.field("lag_seconds", status.lag_seconds);
  json.field("last_reconcile_at", status.last_reconcile_at);
  json.field("last_archived_sweep_at", status.last_archived_sweep_at);
  json.field("last_active_sweep_at", status.last_active_sweep_at);
  json.field("backfill_complete", status.backfill_complete);
  json.field("backfill_filled_at", status.backfill_filled_at);
  json.field("backfill_completed_at", status.backfill_completed_at);
  json.field("threads", status.threads);
  json.field("open_threads", status.open_threads);
  json.field("archived_threads", status.archived_threads);
  json.field("deleted_threads", status.deleted_threads);
  json.field("rejected_records", status.rejected_records);
  json.field("quota_pause", status.quota_pause);
}

void write_rate(core::JsonWriter& json, const std::optional<RateBudget>& rate) {
  if (!rate) {
    json.null();
    return;
  }
  json.begin_object();
  json.field("daily_limit", rate->daily_limit).field("daily_remaining", rate->daily_remaining);
  json.field("burst_limit", rate->burst_limit).field("observed_at", rate->observed_at);
  json.end_object();
}

void write_daemon(core::JsonWriter& json, const std::optional<DaemonReport>& daemon) {
  if (!daemon) {
    json.null();
    return;
  }
  json.begin_object();
  json.field("process", daemon->process).field("version", daemon->version);
  json.field("started_at", daemon->started_at).field("activity", daemon->activity);
  json.end_object();
}

void write_run(core::JsonWriter& json, const storage::RunSummary& run) {
  json.begin_object();
  json.field("id", run.id).field("kind", run.kind);
  json.field("started_at", run.started_at).field("finished_at", run.finished_at);
  json.field("outcome", run.outcome);
  json.field("requests", run.requests).field("pages", run.pages).field("threads_seen", run.threads_seen);
  json.field("inserted", run.inserted).field("updated", run.updated).field("unchanged", run.unchanged);
  json.field("deleted", run.deleted).field("rejected", run.rejected);
  json.field("error", run.error);
  json.end_object();
}

}  // namespace

std::string status_json(const StatusInput& input) {
  core::JsonWriter json(core::JsonWriter::Style::kPretty);
  json.begin_object();
  write_status(json, input.status);
  json.field("database", input.database);
  json.field("schema_version", input.schema_version);
  write_rate(json.key("rate_budget"), input.rate);
  write_daemon(json.key("daemon"), input.daemon);
  json.key("runs").begin_array();
  for (const storage::RunSummary& run : input.runs) write_run(json, run);
  json.end_array().end_object();
  return std::string(json.text()) + '\n';
}

}  // namespace threadmirror::daemon::output
