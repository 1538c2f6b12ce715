#include "daemon/output/status_report.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.hpp"
#include "daemon/output/paint.hpp"
#include "daemon/output/text_width.hpp"
#include "daemon/output/words.hpp"

namespace threadmirror::daemon::output {
namespace {

using core::Timestamp;
using core::with_thousands;

constexpr std::size_t kLabelWidth = 16;

std::string labelled(std::string_view label, std::string_view text, const TableStyle& style) {
  return "  " + painted(pad_right(std::string(label), kLabelWidth), Paint::kDim, style.colour) +
         std::string(text) + '\n';
}

std::string heading(std::string_view text, const TableStyle& style) {
  return '\n' + painted(text, Paint::kBold, style.colour) + '\n';
}

// A sentence of unknown length, on as many lines as the terminal needs.
std::string indented(const std::string& sentence, const TableStyle& style) {
  constexpr std::size_t kIndent = 2;
  constexpr std::size_t kNarrowest = 20;
  const std::size_t width = style.width.value_or(std::numeric_limits<std::size_t>::max());
  std::string text;
  for (const std::string& line :
       wrap_sentence(displayable(sentence), std::max(width, kNarrowest + kIndent) - kIndent)) {
    text += std::string(kIndent, ' ') + line + '\n';
  }
  return text;
}

// "1 h 2 min ago", or the stored text itself where it is no timestamp.
std::string age_of(const std::string& stored, Timestamp now) {
  const auto instant = Timestamp::parse(stored);
  return instant ? age_words(now - *instant) : displayable(stored);
}

std::string age_or_never(const std::optional<std::string>& stored, Timestamp now) {
  return stored ? age_of(*stored, now) : "never";
}

// "2026-11-21T09:30:00.000Z, 15 s ago".
std::string instant_and_age(const std::string& stored, Timestamp now) {
  return Timestamp::parse(stored) ? stored + ", " + age_of(stored, now) : displayable(stored);
}

std::string freshness(const storage::SyncStatus& status) {
  if (!status.lag_seconds || !std::isfinite(*status.lag_seconds)) return "never synced";
  constexpr double kAges = 1e12;  // seconds; keeps the conversion in range
  const double seconds = std::clamp(*status.lag_seconds, -kAges, kAges);
  const auto lag = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  return (status.health == "current" ? "synced " : "last synced ") + age_words(lag);
}

struct HealthLook {
  std::string_view sign;
  std::string_view plain_sign;
  Paint paint;
};

HealthLook health_look(std::string_view health) {
  if (health == "current") return {"●", "*", Paint::kGreen};
  if (health == "catching_up") return {"◐", "~", Paint::kCyan};
  if (health == "stalled") return {"▲", "!", Paint::kYellow};
  return {"✖", "!", Paint::kRed};
}

std::string health_lines(const StatusInput& input, const TableStyle& style) {
  const storage::SyncStatus& status = input.status;
  const HealthLook look = health_look(status.health);
  std::string words = status.health.empty() ? "health unknown" : displayable(status.health);
  std::replace(words.begin(), words.end(), '_', ' ');
  const std::string head = fmt::format("{} {}", style.unicode ? look.sign : look.plain_sign, words);
  std::string text = painted(head, look.paint, style.colour) + ", " + freshness(status) + '\n';
  if (!status.cause.empty()) text += indented(status.cause, style);
  return text;
}

std::string counts_line(const storage::SyncStatus& status) {
  return fmt::format("{} ({} open, {} archived, {} deleted)", with_thousands(status.threads),
                     with_thousands(status.open_threads), with_thousands(status.archived_threads),
                     with_thousands(status.deleted_threads));
}

std::string mirror_lines(const StatusInput& input, const TableStyle& style) {
  const storage::SyncStatus& status = input.status;
  std::string database = displayable(input.database);
  if (input.schema_version) database += fmt::format(" (schema {})", *input.schema_version);
  std::string text = heading("Mirror", style);
  text += labelled("database", database, style);
  text += labelled("portal", displayable(status.portal_id.value_or("not known yet")), style);
  text += labelled("threads", counts_line(status), style);
  if (status.rejected_records > 0) {
    const std::string words = count_words(status.rejected_records, "record", "records");
    text +=
        labelled("rejected", painted(words, Paint::kYellow, style.colour) + ", see rejected_records", style);
  }
  const std::string latest = status.watermark ? instant_and_age(*status.watermark, input.now) : "none yet";
  return text + labelled("newest message", latest, style);
}

std::string backfill_words(const StatusInput& input) {
  const storage::SyncStatus& status = input.status;
  if (status.backfill_complete) {
    return status.backfill_completed_at ? "complete, " + age_of(*status.backfill_completed_at, input.now)
                                        : "complete";
  }
  for (const storage::RunSummary& run : input.runs) {
    if (run.kind != "backfill" || run.outcome) continue;
    if (status.backfill_filled_at) return "filled; what is left is the proof: everything once more, by id";
    return fmt::format("under way: {} on {} so far", count_words(run.threads_seen, "thread", "threads"),
                       count_words(run.pages, "page", "pages"));
  }
  return "not complete";
}

std::string sweep_lines(const StatusInput& input, const TableStyle& style) {
  const storage::SyncStatus& status = input.status;
  std::string text = heading("Sweeps", style);
  text += labelled("backfill", backfill_words(input), style);
  if (status.quota_pause) {
    text += labelled("quota", painted(displayable(*status.quota_pause), Paint::kYellow, style.colour), style);
  }
  text += labelled("reconcile", age_or_never(status.last_reconcile_at, input.now), style);
  text += labelled("active read", age_or_never(status.last_active_sweep_at, input.now), style);
  return text + labelled("archived read", age_or_never(status.last_archived_sweep_at, input.now), style);
}

std::string rate_lines(const StatusInput& input, const TableStyle& style) {
  if (!input.rate) return {};
  const RateBudget& rate = *input.rate;
  std::string text = heading("Rate budget", style);
  if (rate.daily_remaining) {
    std::string today = with_thousands(*rate.daily_remaining);
    if (rate.daily_limit) today += " of " + with_thousands(*rate.daily_limit);
    text += labelled("today", today + " requests left", style);
  }
  if (rate.burst_limit) text += labelled("burst", with_thousands(*rate.burst_limit) + " per window", style);
  if (rate.observed_at) text += labelled("as of", age_words(input.now - *rate.observed_at), style);
  return text;
}

std::string daemon_lines(const StatusInput& input, const TableStyle& style) {
  if (!input.daemon) return {};
  const DaemonReport& daemon = *input.daemon;
  std::string text = heading("Daemon", style);
  text += labelled("process",
                   fmt::format("{}, version {}, up for {}", daemon.process, displayable(daemon.version),
                               duration_words(input.now - daemon.started_at)),
                   style);
  return text + labelled("now", displayable(daemon.activity), style);
}

std::string took(const storage::RunSummary& run, Timestamp now) {
  const auto start = Timestamp::parse(run.started_at);
  const auto end = run.finished_at ? Timestamp::parse(*run.finished_at) : now;
  return start && end ? duration_words(*end - *start) : "?";
}

// How long ago it was, without the word "ago", which stands above.
std::string started(const storage::RunSummary& run, Timestamp now) {
  const auto start = Timestamp::parse(run.started_at);
  return start ? duration_words(now - *start) : displayable(run.started_at);
}

struct RunColumn {
  std::string_view name;
  std::int64_t storage::RunSummary::*count;
  bool is_always_shown;  // else only where a run has any
};
constexpr RunColumn kRunColumns[] = {
    {"pages", &storage::RunSummary::pages, true},      {"seen", &storage::RunSummary::threads_seen, true},
    {"new", &storage::RunSummary::inserted, true},     {"updated", &storage::RunSummary::updated, true},
    {"deleted", &storage::RunSummary::deleted, false}, {"rejected", &storage::RunSummary::rejected, false}};

bool is_shown(const RunColumn& column, const std::vector<storage::RunSummary>& runs) {
  return column.is_always_shown ||
         std::any_of(runs.begin(), runs.end(), [&](const auto& run) { return run.*column.count != 0; });
}

std::string run_table(const StatusInput& input, const TableStyle& style) {
  std::vector<std::string> names = {"kind", "started ago", "took", "outcome"};
  std::vector<CellRow> rows;
  for (const storage::RunSummary& run : input.runs) {
    const std::string outcome = displayable(run.outcome.value_or("running"));
    rows.push_back({{displayable(run.kind)}, {started(run, input.now)}, {took(run, input.now)}, {outcome}});
  }
  for (const RunColumn& column : kRunColumns) {
    if (!is_shown(column, input.runs)) continue;
    names.emplace_back(column.name);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].push_back({with_thousands(input.runs[i].*column.count), true, false});
    }
  }
  const TableLayout layout = plan_table(names, rows, style.width);
  std::string text = draw_header(layout, style);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += draw_row(layout, style, rows[i], static_cast<std::int64_t>(i) + 1);
  }
  return text;
}

std::string run_lines(const StatusInput& input, const TableStyle& style) {
  if (input.runs.empty()) return {};
  std::string text = heading("Last runs", style) + run_table(input, style);
  for (const storage::RunSummary& run : input.runs) {
    if (run.error && !run.error->empty()) text += indented(run.kind + ": " + *run.error, style);
  }
  return text;
}

}  // namespace

std::string status_text(const StatusInput& input, const TableStyle& style) {
  return health_lines(input, style) + mirror_lines(input, style) + sweep_lines(input, style) +
         rate_lines(input, style) + daemon_lines(input, style) + run_lines(input, style);
}

ExitCode status_exit_code(std::string_view health) {
  return health == "current" ? ExitCode::kSuccess : ExitCode::kNo;
}

}  // namespace threadmirror::daemon::output
