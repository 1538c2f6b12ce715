// The words of the control socket: what can be asked of a running daemon, and what it answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/timestamp.hpp"
#include "daemon/control/message.hpp"
#include "storage/difference.hpp"
#include "sync/page_flow.hpp"
#include "sync/reconcile.hpp"

namespace threadmirror::daemon::control {

enum class JobKind { kSync, kBackfill, kReconcile };
const char* to_string(JobKind kind);  // "sync", "backfill", "reconcile"

// A job that the daemon is to do in place of the command that was typed.
struct Order {
  JobKind kind = JobKind::kSync;
  bool restart = false;            // backfill
  bool allow_mass_delete = false;  // reconcile
  bool wants_differences = false;  // reconcile
  friend bool operator==(const Order&, const Order&) = default;
};

// How a job ended: a failure, or of a reconcile what it found.
struct JobResult {
  std::optional<core::Error> failure;
  sync::ReconcileReport report;
  sync::Progress progress{};  // at the end; travels in a message of its own, before this one
};

// What only the running daemon knows.
struct DaemonFacts {
  std::int64_t process = 0;
  std::string version;
  core::Timestamp started_at;
  std::string activity;  // in words: what it is doing now
};

// First message of a connection.
Message ask_for(const Order& order);
Message ask_for_facts();
std::optional<Order> parse_order(const Message& message);
bool asks_for_facts(const Message& message);

// The daemon's answers: any number of the first three kinds, then one of the last two.
Message tell(const sync::Progress& progress);
std::optional<sync::Progress> parse_progress(const Message& message);
// The job has to wait for another one, or goes on waiting; in words.
Message tell_waiting(const std::string& words);
std::optional<std::string> parse_waiting(const Message& message);
Message tell(const storage::Difference& difference);
std::optional<storage::Difference> parse_difference(const Message& message);
Message tell(const JobResult& result);
std::optional<JobResult> parse_result(const Message& message);
Message tell(const DaemonFacts& facts);
std::optional<DaemonFacts> parse_facts(const Message& message);

}  // namespace threadmirror::daemon::control
