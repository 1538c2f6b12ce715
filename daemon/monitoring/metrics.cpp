#include "daemon/monitoring/metrics.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "daemon/monitoring/exposition.hpp"

namespace threadmirror::daemon::monitoring {
namespace {

using core::Timestamp;
using storage::RunCounters;
using storage::RunKind;
using storage::SyncStatus;

constexpr auto kCounter = MetricKind::kCounter;
constexpr auto kGauge = MetricKind::kGauge;
constexpr std::array kKinds{RunKind::kTail, RunKind::kBackfill, RunKind::kReconcile};

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; }
double seconds(Timestamp instant) { return static_cast<double>(instant.unix_ms()) / 1000; }

std::optional<Timestamp> instant(const std::optional<std::string>& text) {
  return text ? Timestamp::parse(*text) : std::nullopt;
}

std::optional<double> unix_time(const std::optional<Timestamp>& at) {
  return at ? std::optional(seconds(*at)) : std::nullopt;
}

std::optional<double> age(const std::optional<Timestamp>& at, Timestamp now) {
  return at ? std::optional(seconds(now - *at)) : std::nullopt;
}

// What the database says, and what this process has done since that was written down: the later of the two.
std::optional<Timestamp> last_success(const MetricsInput& input, RunKind kind) {
  std::optional<Timestamp> latest = input.telemetry.of(kind).last_success_at;
  if (!input.mirror.status) return latest;
  const SyncStatus& status = *input.mirror.status;
  const auto& text = kind == RunKind::kTail       ? status.last_poll_at
                     : kind == RunKind::kBackfill ? status.backfill_completed_at
                                                  : status.last_reconcile_at;
  const std::optional<Timestamp> written = instant(text);
  return latest && written ? std::max(*latest, *written) : latest ? latest : written;
}

std::optional<Timestamp> watermark(const MetricsInput& input) {
  const auto written = input.mirror.status ? instant(input.mirror.status->watermark) : std::nullopt;
  return written ? written : input.telemetry.watermark();
}

void write_health(Exposition& out, const MetricsInput& input) {
  const Health health = health_of(input.mirror);
  out.family("threadmirror_health", kGauge, "1 for the mirror's present state, 0 for the three others");
  for (const std::string_view state : kHealthStates) out.sample(health.state == state, {{"state", state}});
  out.family("threadmirror_database_readable", kGauge, "1 if the last look at the database succeeded")
      .sample(input.mirror.status.has_value());
  out.family("threadmirror_mass_delete_guard", kGauge,
             "1 if the last reconcile found so many deletions that they were not believed")
      .sample(input.mirror.mass_delete_guard);
}

void write_freshness(Exposition& out, const MetricsInput& input) {
  out.family("threadmirror_lag_seconds", kGauge, "Time since the last poll that succeeded")
      .sample(age(last_success(input, RunKind::kTail), input.now));
  out.family("threadmirror_watermark_timestamp_seconds", kGauge, "All messages up to here are mirrored")
      .sample(unix_time(watermark(input)));
  out.family("threadmirror_last_success_timestamp_seconds", kGauge,
             "When work of this kind last came to its end");
  for (const RunKind kind : kKinds) {
    out.sample(unix_time(last_success(input, kind)), {{"kind", to_string(kind)}});
  }
  out.family("threadmirror_sweep_age_seconds", kGauge, "Time since this listing was last read to its end");
  if (!input.mirror.status) return;
  const SyncStatus& status = *input.mirror.status;
  out.sample(age(instant(status.last_active_sweep_at), input.now), {{"listing", "active"}});
  out.sample(age(instant(status.last_archived_sweep_at), input.now), {{"listing", "archived"}});
}

void write_contents(Exposition& out, const MirrorLook& mirror) {
  std::optional<SyncStatus> status;
  if (mirror.status) status = *mirror.status;
  const auto count = [&status](std::int64_t SyncStatus::*number) {
    return status ? std::optional((*status).*number) : std::nullopt;
  };
  out.family("threadmirror_backfill_complete", kGauge, "1 if every thread has been mirrored once")
      .sample(status ? std::optional(status->backfill_complete) : std::nullopt);
  out.family("threadmirror_threads", kGauge, "Threads alive at HubSpot, archived ones included")
      .sample(count(&SyncStatus::threads));
  out.family("threadmirror_open_threads", kGauge, "Of these, open, not spam, not archived")
      .sample(count(&SyncStatus::open_threads));
  out.family("threadmirror_archived_threads", kGauge, "Of these, archived")
      .sample(count(&SyncStatus::archived_threads));
  out.family("threadmirror_deleted_threads", kGauge, "Tombstones: threads that are gone at HubSpot")
      .sample(count(&SyncStatus::deleted_threads));
  out.family("threadmirror_rejected_records", kGauge, "Records that could not be read and were set aside")
      .sample(count(&SyncStatus::rejected_records));
  out.family("threadmirror_database_bytes", kGauge, "Size of the database's file")
      .sample(mirror.database_bytes);
  out.family("threadmirror_wal_bytes", kGauge, "Size of the write-ahead log").sample(mirror.wal_bytes);
}

void write_traffic(Exposition& out, const sync::Traffic& traffic) {
  out.family("threadmirror_requests_total", kCounter, "Requests to HubSpot that have ended, by how");
  for (const sync::ExchangeOutcome outcome : sync::kExchangeOutcomes) {
    out.sample(traffic.outcomes.of(outcome), {{"outcome", to_string(outcome)}});
  }
  out.family("threadmirror_retries_total", kCounter, "Requests that repeated a failed one")
      .sample(traffic.retries);
  out.family("threadmirror_page_size", kGauge, "Threads that each request asks for")
      .sample(std::int64_t{traffic.page_size});
  out.family("threadmirror_replaced_characters_total", kCounter, "Invalid characters that became U+FFFD")
      .sample(traffic.replaced_characters);
  out.family("threadmirror_misfit_values_total", kCounter, "Values that did not fit their column")
      .sample(traffic.misfit_values);
}

void write_budget(Exposition& out, const MetricsInput& input) {
  const auto& rate = input.traffic.rate;
  out.family("threadmirror_rate_limit_requests", kGauge, "Requests that the account may make in a window")
      .sample(rate.requests_per_window);
  out.family("threadmirror_rate_limit_window_seconds", kGauge, "Length of that window")
      .sample(seconds(rate.window));
  out.family("threadmirror_daily_quota_requests", kGauge, "Requests that the account may make in a day")
      .sample(rate.daily);
  out.family("threadmirror_daily_quota_remaining_requests", kGauge, "Of these, left for today")
      .sample(rate.daily_remaining);
  out.family("threadmirror_quota_pause", kGauge, "1 if work rests to leave the day's quota to other apps");
  if (input.mirror.status) out.sample(input.mirror.status->quota_pause.has_value());
}

struct RowOutcome {
  std::string_view name;
  std::int64_t RunCounters::*count;
};
constexpr RowOutcome kRowOutcomes[] = {{"inserted", &RunCounters::inserted},
                                       {"updated", &RunCounters::updated},
                                       {"unchanged", &RunCounters::unchanged},
                                       {"deleted", &RunCounters::deleted},
                                       {"rejected", &RunCounters::rejected}};

void write_work(Exposition& out, const sync::Telemetry& telemetry) {
  out.family("threadmirror_runs_total", kCounter, "Polls, backfills and reconciles that have ended, by how");
  for (const RunKind kind : kKinds) {
    out.sample(telemetry.of(kind).succeeded, {{"kind", to_string(kind)}, {"outcome", "ok"}});
    out.sample(telemetry.of(kind).failed, {{"kind", to_string(kind)}, {"outcome", "failed"}});
  }
  out.family("threadmirror_pages_total", kCounter, "Pages of threads that were committed");
  for (const RunKind kind : kKinds) {
    out.sample(telemetry.of(kind).counters.pages, {{"kind", to_string(kind)}});
  }
  out.family("threadmirror_rows_total", kCounter, "Threads that pages brought, by what became of their rows");
  for (const RunKind kind : kKinds) {
    for (const RowOutcome& outcome : kRowOutcomes) {
      out.sample(telemetry.of(kind).counters.*outcome.count,
                 {{"kind", to_string(kind)}, {"outcome", outcome.name}});
    }
  }
}

// The names that every exporter uses, so that common dashboards work.
void write_process(Exposition& out, const MetricsInput& input) {
  out.family("threadmirror_build_info", kGauge, "Always 1; the version is in the label")
      .sample(true, {{"version", input.version}});
  out.family("process_start_time_seconds", kGauge, "When the process started")
      .sample(seconds(input.started_at));
  out.family("process_cpu_seconds_total", kCounter, "Processor time, user and system")
      .sample(input.process.processor_seconds);
  out.family("process_resident_memory_bytes", kGauge, "Resident memory").sample(input.process.resident_bytes);
  out.family("process_open_fds", kGauge, "Open descriptors").sample(input.process.open_descriptors);
}

}  // namespace

std::string metrics_text(const MetricsInput& input) {
  Exposition out;
  write_health(out, input);
  write_freshness(out, input);
  write_contents(out, input.mirror);
  write_traffic(out, input.traffic);
  write_budget(out, input);
  write_work(out, input.telemetry);
  write_process(out, input);
  return out.text();
}

}  // namespace threadmirror::daemon::monitoring
