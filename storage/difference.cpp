#include "storage/difference.hpp"

#include <algorithm>
#include <cstddef>

namespace threadmirror::storage {
namespace {

using Text = std::optional<std::string>;

Text shown(const Text& value) { return value; }
Text shown(std::optional<bool> flag) {
  if (!flag) return std::nullopt;
  return *flag ? "1" : "0";
}
Text shown(std::optional<core::Timestamp> time) {
  if (!time) return std::nullopt;
  return time->to_string();
}

// In the order in which `compare_records` looks at them.
constexpr ComparedColumns kColumns{"status",
                                   "inbox_id",
                                   "associated_contact_id",
                                   "associated_ticket_id",
                                   "assigned_to",
                                   "original_channel_id",
                                   "original_channel_account_id",
                                   "spam",
                                   "archived",
                                   "created_at",
                                   "closed_at",
                                   "latest_message_timestamp",
                                   "latest_message_sent_timestamp",
                                   "latest_message_received_timestamp",
                                   "extra"};

}  // namespace

const ComparedColumns& compared_columns() { return kColumns; }

std::optional<std::string_view> compared_column(std::string_view name) {
  const auto* const found = std::find(kColumns.begin(), kColumns.end(), name);
  return found == kColumns.end() ? std::nullopt : std::optional(*found);
}

std::string_view to_string(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::kMissing:
      return "missing";
    case DifferenceKind::kExtra:
      return "extra";
    case DifferenceKind::kDifferent:
      return "different";
  }
  return "";
}

std::vector<FieldDifference> compare_records(const core::ThreadRecord& mirror,
                                             const core::ThreadRecord& upstream) {
  std::vector<FieldDifference> fields;
  std::size_t place = 0;
  const auto compare = [&](const auto& ours, const auto& theirs) {
    const std::string_view column = kColumns.at(place++);
    if (ours != theirs) fields.push_back({column, shown(ours), shown(theirs)});
  };
  compare(mirror.status, upstream.status);
  compare(mirror.inbox_id, upstream.inbox_id);
  compare(mirror.associated_contact_id, upstream.associated_contact_id);
  compare(mirror.associated_ticket_id, upstream.associated_ticket_id);
  compare(mirror.assigned_to, upstream.assigned_to);
  compare(mirror.original_channel_id, upstream.original_channel_id);
  compare(mirror.original_channel_account_id, upstream.original_channel_account_id);
  compare(mirror.spam, upstream.spam);
  compare(mirror.archived, upstream.archived);
  compare(mirror.created_at, upstream.created_at);
  compare(mirror.closed_at, upstream.closed_at);
  compare(mirror.latest_message_timestamp, upstream.latest_message_timestamp);
  compare(mirror.latest_message_sent_timestamp, upstream.latest_message_sent_timestamp);
  compare(mirror.latest_message_received_timestamp, upstream.latest_message_received_timestamp);
  compare(mirror.extra, upstream.extra);
  return fields;
}

}  // namespace threadmirror::storage
