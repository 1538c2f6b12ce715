// Reconcile: a sweep over everything that finds what no message announces, and what is gone.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "storage/sync_types.hpp"
#include "sync/page_flow.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// `mirror_info` keys that the view `sync_status` reads.
inline constexpr char kReconcileCompletedKey[] = "reconcile_completed_at";
inline constexpr char kReconcileErrorKey[] = "reconcile_error";
inline constexpr char kReconcileLateKey[] = "reconcile_late_after_seconds";
inline constexpr char kMassDeleteGuardKey[] = "mass_delete_guard";

enum class ReconcileStart {
  kResume,  // goes on with one that is under way and not older than a day; else begins
  kAnew,    // begins: what comes out of it was all read after this call
};

struct ReconcileOptions {
  ReconcileStart start = ReconcileStart::kResume;
  bool allow_mass_delete = false;
  Observers observers;
};

// How a reconcile that came to its end went.
struct ReconcileReport {
  storage::RunCounters counters;                 // of this session, where it was resumed
  std::optional<std::string> mass_delete_guard;  // why nothing was marked as deleted; empty: all is settled
};

// Reads all active and all archived threads by id, writes what differs, then settles what was missing (see
// settlement.hpp). Every page is committed with its cursor; a reconcile that was cut off at any point is
// resumed there. It is complete, and `last_reconcile_at` moves, only when everything has been settled.
boost::asio::awaitable<core::Result<ReconcileReport>> reconcile(World& world, ReconcileOptions options);

// Reconciles whenever it is due, for ever, with rests after failures that may pass. Returns only with a
// failure that ends the daemon. `progress` may be null.
boost::asio::awaitable<core::Status> keep_reconciling(World& world, Progress* progress);

// Writes down after how long without a reconcile readers are to be warned. For the begin of every command.
boost::asio::awaitable<core::Status> note_reconcile_schedule(World& world);

}  // namespace threadmirror::sync
