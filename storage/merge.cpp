#include "storage/merge.hpp"

#include <utility>

namespace threadmirror::storage {
namespace {

using Text = std::optional<std::string>;

Text as_text(const Text& value) { return value; }
Text as_text(std::optional<bool> flag) {
  if (!flag) return std::nullopt;
  return *flag ? "1" : "0";
}

bool is_older(const StoredThread& stored, const core::ThreadRecord& incoming,
              const Observation& observation) {
  const auto since_change = observation.observed_at - stored.changed_at;
  if (since_change < std::chrono::milliseconds(0)) return false;
  const auto& ours = stored.record.latest_message_timestamp;
  const auto& theirs = incoming.latest_message_timestamp;
  if (theirs < ours && since_change < observation.replica_lag) return true;
  const bool overtaken = observation.asked_at && stored.changed_at > *observation.asked_at;
  return overtaken && (stored.deleted_at || theirs <= ours);
}

std::vector<FieldChange> tracked_changes(const StoredThread& stored, const core::ThreadRecord& incoming) {
  std::vector<FieldChange> changes;
  const auto compare = [&changes](std::string_view field, const auto& before, const auto& after) {
    if (before != after) changes.push_back({field, as_text(before), as_text(after)});
  };
  const core::ThreadRecord& old = stored.record;
  compare("status", old.status, incoming.status);
  compare("inbox_id", old.inbox_id, incoming.inbox_id);
  compare("associated_contact_id", old.associated_contact_id, incoming.associated_contact_id);
  compare("associated_ticket_id", old.associated_ticket_id, incoming.associated_ticket_id);
  compare("assigned_to", old.assigned_to, incoming.assigned_to);
  compare("spam", old.spam, incoming.spam);
  compare("archived", old.archived, incoming.archived);
  compare("deleted_at", stored.deleted_at, Text());
  return changes;
}

}  // namespace

Merge merge(const std::optional<StoredThread>& stored, const core::ThreadRecord& incoming,
            const Observation& observation) {
  if (!stored) return {MergeAction::kInsert, {}};
  const bool same = stored->readable && !stored->deleted_at && stored->record == incoming;
  if (same) return {MergeAction::kUnchanged, {}};
  if (is_older(*stored, incoming, observation)) return {MergeAction::kOlder, {}};
  return {MergeAction::kUpdate, tracked_changes(*stored, incoming)};
}

}  // namespace threadmirror::storage
