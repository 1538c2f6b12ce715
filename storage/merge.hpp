// What an incoming version of a thread does to the stored row: decided here, carried out elsewhere.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/thread_record.hpp"
#include "core/timestamp.hpp"

namespace threadmirror::storage {

// A row of `threads` as far as merging needs it.
struct StoredThread {
  core::ThreadRecord record;
  core::Timestamp changed_at;
  std::optional<std::string> deleted_at;  // the stored text; empty: alive
  bool readable = true;                   // false: a timestamp in it is no timestamp (somebody edited it)
};

// One row for `thread_changes`.
struct FieldChange {
  std::string_view field;  // the column's name; a literal
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;

  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

enum class MergeAction {
  kInsert,     // first sight
  kUpdate,     // differs, or comes back from the dead: write the whole row
  kUnchanged,  // equal: write nothing
  kOlder,      // an older version, or one that may be older: write nothing
};

struct Merge {
  MergeAction action = MergeAction::kUnchanged;
  std::vector<FieldChange> changes;  // of kUpdate: the tracked columns that differ, in the table's order
};

// When a version was asked for and when it came.
struct Observation {
  core::Timestamp observed_at;              // when the answer was there
  std::optional<core::Timestamp> asked_at;  // when the request was sent; empty: nothing changed since
  std::chrono::milliseconds replica_lag{0};
};

// Decides for one record. It is taken for older than the row
//  - when its latest message is older than the stored one (or it has none where the row has one) and the row
//    changed less than `replica_lag` before: a replica that lags;
//  - when the row changed after the record was asked for, and the record brings no newer message: another
//    request overtook this one. A tombstone that was set meanwhile stands even against a newer message.
// A row that seems to have changed in the future (the clock was set back) holds nothing up.
Merge merge(const std::optional<StoredThread>& stored, const core::ThreadRecord& incoming,
            const Observation& observation);

}  // namespace threadmirror::storage
