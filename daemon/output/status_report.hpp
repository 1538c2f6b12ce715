// The answer of the command `status`, for people and for programs. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"
#include "daemon/output/exit_code.hpp"
#include "daemon/output/table.hpp"
#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::output {

// What was last heard of the upstream's limits. What the upstream did not tell is empty.
struct RateBudget {
  std::optional<std::int64_t> daily_limit;      // requests a day, of the whole account
  std::optional<std::int64_t> daily_remaining;  // left today
  std::optional<std::int64_t> burst_limit;      // requests per window
  std::optional<core::Timestamp> observed_at;
};

// What the running daemon tells of itself.
struct DaemonReport {
  std::int64_t process = 0;
  std::string version;
  core::Timestamp started_at;
  std::string activity;  // in words
};

struct StatusInput {
  storage::SyncStatus status;
  std::vector<storage::RunSummary> runs;  // the latest of each kind
  std::optional<RateBudget> rate;
  std::optional<DaemonReport> daemon;  // none where none runs, or this user may not ask it
  std::string database;                // its path
  std::optional<int> schema_version;
  core::Timestamp now;  // what the ages are measured from
};

// Some lines for a person: health and its cause first, then how fresh, how much, the sweeps, the last runs.
std::string status_text(const StatusInput& input, const TableStyle& style);

// One JSON object over several lines: the columns of the view `sync_status` under their names, and
// `database`, `schema_version`, `rate_budget` and `daemon` (objects or null) and `runs` (objects with the
// columns of `sync_runs`). What is not known is null; no key is ever left out.
std::string status_json(const StatusInput& input);

// kSuccess for "current" and for nothing else.
ExitCode status_exit_code(std::string_view health);

}  // namespace threadmirror::daemon::output
