#include "daemon/output/status_report.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using storage::RunSummary;

RunSummary reconcile_run() {
  RunSummary run;
  run.id = 7;
  run.kind = "reconcile";
  run.started_at = "2026-11-21T08:20:00.000Z";
  run.finished_at = "2026-11-21T08:28:00.000Z";
  run.outcome = "ok";
  run.pages = 2470;
  run.threads_seen = 1'234'567;
  run.updated = 3;
  return run;
}

StatusInput healthy() {
  StatusInput input;
  input.now = *core::Timestamp::parse("2026-11-21T09:30:12.000Z");
  input.database = "/var/lib/threadmirror/threadmirror.db";
  input.schema_version = 1;
  input.rate = RateBudget{250'000, 201'234, 100, input.now - std::chrono::seconds(5)};
  input.runs = {reconcile_run()};
  storage::SyncStatus& status = input.status;
  status.health = "current";
  status.portal_id = "12345678";
  status.watermark = "2026-11-21T09:29:45.120Z";
  status.last_poll_at = "2026-11-21T09:30:00.000Z";
  status.lag_seconds = 12.4;
  status.last_reconcile_at = "2026-11-21T08:28:00.000Z";
  status.last_active_sweep_at = "2026-11-21T08:28:00.000Z";
  status.backfill_complete = true;
  status.backfill_completed_at = "2026-11-20T08:00:00.000Z";
  status.threads = 1'234'567;
  status.open_threads = 12'345;
  status.archived_threads = 234'567;
  status.deleted_threads = 123;
  return input;
}

std::string first_line(const StatusInput& input, bool unicode = true) {
  TableStyle style;
  style.unicode = unicode;
  const std::string text = status_text(input, style);
  return text.substr(0, text.find('\n'));
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a healthy mirror is described on one screen") {
  CHECK(status_text(healthy(), {}) ==
        "● current, synced 12 s ago\n"
        "\n"
        "Mirror\n"
        "  database        /var/lib/threadmirror/threadmirror.db (schema 1)\n"
        "  portal          12345678\n"
        "  threads         1,234,567 (12,345 open, 234,567 archived, 123 deleted)\n"
        "  newest message  2026-11-21T09:29:45.120Z, 26 s ago\n"
        "\n"
        "Sweeps\n"
        "  backfill        complete, 1 d 1 h ago\n"
        "  reconcile       1 h 2 min ago\n"
        "  active read     1 h 2 min ago\n"
        "  archived read   never\n"
        "\n"
        "Rate budget\n"
        "  today           201,234 of 250,000 requests left\n"
        "  burst           100 per window\n"
        "  as of           5 s ago\n"
        "\n"
        "Last runs\n"
        " kind      │ started ago │ took  │ outcome │ pages │      seen │ new │ updated\n"
        "───────────┼─────────────┼───────┼─────────┼───────┼───────────┼─────┼────────\n"
        " reconcile │ 1 h 10 min  │ 8 min │ ok      │ 2,470 │ 1,234,567 │   0 │       3\n");
}

TEST_CASE("a mirror that has just been made says what it does not know") {
  StatusInput input;
  input.now = healthy().now;
  input.database = "mirror.db";
  input.status.health = "catching_up";
  input.status.cause = "the first backfill has not finished";
  CHECK(status_text(input, {}) ==
        "◐ catching up, never synced\n"
        "  the first backfill has not finished\n"
        "\n"
        "Mirror\n"
        "  database        mirror.db\n"
        "  portal          not known yet\n"
        "  threads         0 (0 open, 0 archived, 0 deleted)\n"
        "  newest message  none yet\n"
        "\n"
        "Sweeps\n"
        "  backfill        not complete\n"
        "  reconcile       never\n"
        "  active read     never\n"
        "  archived read   never\n");
}

TEST_CASE("a long cause is broken at spaces where the terminal ends") {
  StatusInput input = healthy();
  input.status.health = "attention";
  input.status.cause = "4,000 of 5,000 threads are missing upstream";
  TableStyle style;
  style.width = 30;
  CHECK(status_text(input, style).find("\n  4,000 of 5,000 threads are\n  missing upstream\n\nMirror") !=
        std::string::npos);
}

TEST_CASE("only a current mirror is called synced") {
  StatusInput input = healthy();
  input.status.lag_seconds = 11'520;
  for (const auto& [health, line] : {std::pair{"stalled", "▲ stalled, last synced 3 h 12 min ago"},
                                     {"attention", "✖ attention, last synced 3 h 12 min ago"},
                                     {"catching_up", "◐ catching up, last synced 3 h 12 min ago"},
                                     {"new_word", "✖ new word, last synced 3 h 12 min ago"},
                                     {"", "✖ health unknown, last synced 3 h 12 min ago"}}) {
    input.status.health = health;
    CHECK(first_line(input) == line);
  }
  CHECK(first_line(input, false) == "! health unknown, last synced 3 h 12 min ago");
}

TEST_CASE("only a current mirror exits with success") {
  CHECK(status_exit_code("current") == ExitCode::kSuccess);
  for (const char* health : {"catching_up", "stalled", "attention", "", "Current", "current "}) {
    CHECK(status_exit_code(health) == ExitCode::kNo);
  }
}

// Fault 96.
TEST_CASE("a clock that jumped gives odd ages and never a crash") {
  StatusInput input = healthy();
  input.status.lag_seconds = -3600;
  CHECK(first_line(input) == "● current, synced 1 h in the future");
  input.status.lag_seconds = std::numeric_limits<double>::infinity();
  CHECK(first_line(input) == "● current, never synced");
  input.status.lag_seconds = 1e300;
  CHECK(contains(first_line(input), "11,574,074 d ago"));
  input.status.last_reconcile_at = "no timestamp\n";
  input.status.last_active_sweep_at = "no timestamp\n";
  CHECK(contains(status_text(input, {}), "reconcile       no timestamp\\n\n"));
}

TEST_CASE("a backfill under way shows how far it is") {
  StatusInput input = healthy();
  input.status.backfill_complete = false;
  RunSummary run = reconcile_run();
  run.kind = "backfill";
  run.outcome.reset();
  run.finished_at.reset();
  input.runs = {run};
  const std::string text = status_text(input, {});
  CHECK(contains(text, "backfill        under way: 1,234,567 threads on 2,470 pages so far\n"));
  CHECK(contains(text, " backfill │ 1 h 10 min  │ 1 h 10 min │ running "));
}

TEST_CASE("rejected records and failed runs are pointed out") {
  StatusInput input = healthy();
  input.status.rejected_records = 1;
  input.runs[0].outcome = "failed";
  input.runs[0].rejected = 1;
  input.runs[0].error = "timeout:\nno answer within 110 s";
  const std::string text = status_text(input, {});
  CHECK(contains(text, "  rejected        1 record, see rejected_records\n"));
  CHECK(contains(text, "│ updated │ rejected\n"));
  CHECK(contains(text, "\n  reconcile: timeout:\\nno answer within 110 s\n"));
}

TEST_CASE("a rate budget of which little is known shows what is known") {
  StatusInput input = healthy();
  input.rate = RateBudget{std::nullopt, 42, std::nullopt, std::nullopt};
  CHECK(contains(status_text(input, {}), "Rate budget\n  today           42 requests left\n\nLast runs"));
}

TEST_CASE("on a narrow terminal runs become blocks, in ASCII where needed") {
  TableStyle style;
  style.width = 40;
  style.unicode = false;
  const std::string text = status_text(healthy(), style);
  CHECK(contains(text, "* current, synced 12 s ago\n"));
  CHECK(contains(text, "-- 1 -----------------------------------\n kind        | reconcile\n"));
  for (const char c : text) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("health is painted where colour is wanted") {
  TableStyle style;
  style.colour = true;
  CHECK(contains(status_text(healthy(), style), "\x1b[32m● current\x1b[0m, synced 12 s ago\n"));
}

}  // namespace threadmirror::tests
