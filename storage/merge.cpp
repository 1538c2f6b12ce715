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

bool is_older(const StoredThread& stored, const core::ThreadRecord& incoming, core::Timestamp observed_at,
              std::chrono::milliseconds replica_lag) {
  const auto since_change = observed_at - stored.changed_at;
  const bool recent = since_change >= std::chrono::milliseconds(0) && since_change < replica_lag;
  return recent && incoming.latest_message_timestamp < stored.record.latest_message_timestamp;
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
            core::Timestamp observed_at, std::chrono::milliseconds replica_lag) {
  if (!stored) return {MergeAction::kInsert, {}};
  if (is_older(*stored, incoming, observed_at, replica_lag)) return {MergeAction::kOlder, {}};
  const bool same = stored->readable && !stored->deleted_at && stored->record == incoming;
  if (same) return {MergeAction::kUnchanged, {}};
  return {MergeAction::kUpdate, tracked_changes(*stored, incoming)};
}

}  // namespace threadmirror::storage
