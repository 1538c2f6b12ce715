#include "daemon/monitoring/metrics.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/monitoring/sample_input.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

void check_line(const std::string& text, const std::string& line) {
  CAPTURE(line);
  CHECK(text.find('\n' + line + '\n') != std::string::npos);
}

}  // namespace

TEST_CASE("what the database says is told") {
  const std::string text = SampleInput().text();
  CAPTURE(text);
  check_line(text, R"(threadmirror_health{state="current"} 1)");
  check_line(text, R"(threadmirror_health{state="attention"} 0)");
  check_line(text, "threadmirror_database_readable 1");
  check_line(text, "threadmirror_mass_delete_guard 0");
  check_line(text, "threadmirror_watermark_timestamp_seconds 1795254600.5");
  check_line(text, R"(threadmirror_sweep_age_seconds{listing="active"} 1890)");
  check_line(text, R"(threadmirror_sweep_age_seconds{listing="archived"} 1950)");
  check_line(text, "threadmirror_backfill_complete 1");
  check_line(text, "threadmirror_threads 1000");
  check_line(text, "threadmirror_open_threads 300");
  check_line(text, "threadmirror_archived_threads 100");
  check_line(text, "threadmirror_deleted_threads 7");
  check_line(text, "threadmirror_rejected_records 2");
  check_line(text, "threadmirror_wal_bytes 512");
  check_line(text, "threadmirror_quota_pause 0");
}

TEST_CASE("what the process has done is told") {
  const std::string text = SampleInput().text();
  CAPTURE(text);
  check_line(text, R"(threadmirror_requests_total{outcome="ok"} 1)");
  check_line(text, R"(threadmirror_requests_total{outcome="rate_limited"} 1)");
  check_line(text, R"(threadmirror_requests_total{outcome="timeout"} 0)");
  check_line(text, "threadmirror_retries_total 1");
  check_line(text, "threadmirror_rate_limit_requests 190");
  check_line(text, "threadmirror_rate_limit_window_seconds 10");
  check_line(text, "threadmirror_daily_quota_requests 250000");
  check_line(text, "threadmirror_daily_quota_remaining_requests 240000");
  check_line(text, R"(threadmirror_runs_total{kind="tail",outcome="ok"} 1)");
  check_line(text, R"(threadmirror_runs_total{kind="reconcile",outcome="failed"} 0)");
  check_line(text, R"(threadmirror_pages_total{kind="tail"} 1)");
  check_line(text, R"(threadmirror_rows_total{kind="tail",outcome="inserted"} 3)");
  check_line(text, R"(threadmirror_build_info{version="1.2.3"} 1)");
  check_line(text, "process_cpu_seconds_total 1.5");
  check_line(text, "process_resident_memory_bytes 20971520");
}

TEST_CASE("the last success is the later of what is written down and what this process has seen") {
  SampleInput input;
  check_line(input.text(), "threadmirror_lag_seconds 30");  // this process polled at 10:00:00
  input.mirror.status->last_poll_at = "2026-11-21T10:00:20.000Z";
  check_line(input.text(), "threadmirror_lag_seconds 10");
  check_line(input.text(), R"(threadmirror_last_success_timestamp_seconds{kind="tail"} 1795255220)");
  check_line(input.text(), R"(threadmirror_last_success_timestamp_seconds{kind="reconcile"} 1795253400)");
}

TEST_CASE("a mirror that has done nothing yet tells no instants, no ages and no quota") {
  SampleInput input;
  storage::SyncStatus empty;
  empty.health = "catching_up";
  input.mirror.status = empty;
  input.telemetry = {};
  input.traffic = {};
  const std::string text = input.text();
  CAPTURE(text);
  check_line(text, R"(threadmirror_health{state="catching_up"} 1)");
  for (const std::string name :
       {"threadmirror_lag_seconds", "threadmirror_watermark_timestamp_seconds",
        "threadmirror_sweep_age_seconds", "threadmirror_last_success_timestamp_seconds",
        "threadmirror_daily_quota_requests"}) {
    CAPTURE(name);
    CHECK(text.find("# TYPE " + name + " gauge\n") != std::string::npos);
    CHECK(text.find('\n' + name + ' ') == std::string::npos);
    CHECK(text.find('\n' + name + '{') == std::string::npos);
  }
}

TEST_CASE("a database that can't be read leaves out what it would tell, and says so") {
  SampleInput input;
  input.mirror.status = core::fail(core::ErrorCode::kIo, "no");
  const std::string text = input.text();
  check_line(text, "threadmirror_database_readable 0");
  check_line(text, R"(threadmirror_health{state="attention"} 1)");
  check_line(text, "threadmirror_lag_seconds 30");
  CHECK(text.find("\nthreadmirror_threads ") == std::string::npos);
  CHECK(text.find("\nthreadmirror_quota_pause ") == std::string::npos);
}

TEST_CASE("guard and pause are told") {
  SampleInput input;
  input.mirror.mass_delete_guard = true;
  input.mirror.status->quota_pause = "reconcile rests";
  check_line(input.text(), "threadmirror_mass_delete_guard 1");
  check_line(input.text(), "threadmirror_quota_pause 1");
}
