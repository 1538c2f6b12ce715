// What the engine hands to the store and gets back: pages, checkpoints and runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/thread_record.hpp"
#include "core/timestamp.hpp"
#include "storage/difference.hpp"

namespace threadmirror::storage {

// A row of `sync_state`: how far one listing has come. Streams are named by the engine ("tail",
// "backfill/active" …); to the store the name is only a key.
struct StreamState {
  std::string stream;
  std::optional<core::Timestamp> watermark;  // tail only; the store never lets it fall
  std::optional<std::string> cursor;  // the next page of a pass that is under way; empty: its first page
  bool in_progress = false;           // a pass has begun and not ended
  std::optional<core::Timestamp> started_at;   // when the latest pass began
  std::optional<core::Timestamp> finished_at;  // when the latest complete pass ended
  std::int64_t pages = 0;                      // committed in the latest pass
  std::int64_t threads = 0;                    // seen in the latest pass
  std::int64_t restarts = 0;                   // of the latest pass, after a cursor was refused

  friend bool operator==(const StreamState&, const StreamState&) = default;
};

enum class RunKind { kTail, kBackfill, kReconcile };
enum class RunOutcome { kOk, kFailed, kInterrupted };
std::string_view to_string(RunKind kind);        // "tail", "backfill", "reconcile"
std::string_view to_string(RunOutcome outcome);  // "ok", "failed", "interrupted"

struct RunCounters {
  std::int64_t requests = 0;  // HTTP exchanges, retries included
  std::int64_t pages = 0;
  std::int64_t threads_seen = 0;
  std::int64_t inserted = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::int64_t deleted = 0;
  std::int64_t rejected = 0;

  friend bool operator==(const RunCounters&, const RunCounters&) = default;
};

// A row of `sync_runs`. The engine carries it from commit to commit and counts requests, pages and
// threads_seen; the store fills in the id and raises the others (a version left out as older counts as
// unchanged). A tail run gets a row only once it has changed something: quiet polls leave no trace.
struct Run {
  RunKind kind = RunKind::kTail;
  core::Timestamp started_at;
  std::optional<std::int64_t> id;  // empty until the row exists
  RunCounters counters;            // so far
  std::optional<core::Timestamp> finished_at;
  std::optional<RunOutcome> outcome;
  std::string error;  // why it failed; else empty
};

// A thread that is gone upstream, confirmed by the engine.
struct Deletion {
  std::int64_t id = 0;
  std::string evidence;  // for `deletion_evidence`: one sentence on how we know
};

// `mirror_info`: since when a reconcile is under way; no entry: none is. Written by the store only.
inline constexpr char kReconcileStartedKey[] = "reconcile_started_at";

// Sightings are the ids of all threads that commits have brought since a reconcile began.
enum class Sightings {
  kKeep,   // noted where a reconcile is under way
  kBegin,  // a reconcile begins with this commit: earlier sightings are forgotten first
  kEnd,    // it ends with this commit: all sightings are forgotten
};

// One transaction: rows, what was set aside, checkpoints and the run's counters, all or nothing.
struct PageCommit {
  std::vector<core::ThreadRecord> threads;
  std::vector<core::RejectedRecord> rejected;
  std::string listing;               // for `rejected_records`: "active", "archived" …
  std::vector<StreamState> streams;  // checkpoints to write, whole rows
  std::vector<std::pair<std::string, std::optional<std::string>>> info;  // `mirror_info`; empty: remove
  std::optional<Run> run;                                                // as it stands before this page
  core::Timestamp observed_at;        // becomes first_seen_at, changed_at, observed_at, deleted_at
  std::vector<Deletion> deletions{};  // tombstones to set
  // When the request for all this was sent. What changed in the mirror since then is not overwritten with it,
  // unless its latest message is newer. Empty: it is the newest there is.
  std::optional<core::Timestamp> asked_at{};
  Sightings sightings = Sightings::kKeep;
  bool wants_differences = false;  // tell in the outcome what was mended, thread by thread
};

// What the transaction did.
struct PageOutcome {
  std::int64_t inserted = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;  // equal to what is stored, or the same thread again in this page
  std::int64_t older = 0;      // not applied: may be older than the stored version (see MirrorStore::commit)
  std::int64_t rejected = 0;
  std::int64_t deleted = 0;               // tombstones set
  std::optional<Run> run;                 // the run with its id and counters after this page
  std::vector<Difference> differences{};  // where wanted: what the mirror had otherwise before this page
};

// A live row whose thread has not been sighted since the reconcile began.
struct UnsightedThread {
  std::int64_t id = 0;
  std::optional<std::string> inbox_id;

  friend bool operator==(const UnsightedThread&, const UnsightedThread&) = default;
};

// A part of the mirror's live rows, in the order of their ids.
struct LiveRows {
  std::int64_t count = 0;                    // looked at
  std::vector<UnsightedThread> unsighted{};  // of these
  std::optional<std::int64_t> last_id{};     // of those looked at; empty: there are none beyond
};

}  // namespace threadmirror::storage
