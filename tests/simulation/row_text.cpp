#include "tests/simulation/row_text.hpp"

#include <fmt/format.h>

namespace threadmirror::simulation {
namespace {

Text as_text(std::optional<bool> flag) {
  if (!flag) return std::nullopt;
  return *flag ? "1" : "0";
}

Text as_text(std::optional<core::Timestamp> time) {
  return time ? std::optional(time->to_string()) : std::nullopt;
}

}  // namespace

Text tracked_value(const MirrorRow& row, std::string_view field) {
  const core::ThreadRecord& record = row.record;
  if (field == "status") return record.status;
  if (field == "assigned_to") return record.assigned_to;
  if (field == "inbox_id") return record.inbox_id;
  if (field == "spam") return as_text(record.spam);
  if (field == "archived") return as_text(record.archived);
  if (field == "associated_contact_id") return record.associated_contact_id;
  if (field == "associated_ticket_id") return record.associated_ticket_id;
  return row.deleted_at;
}

std::string shown(const Text& value) { return value.value_or("NULL"); }

std::string to_text(const core::ThreadRecord& record) {
  return fmt::format("thread {} {}{}{} inbox {} assigned {} latest {}", record.id, shown(record.status),
                     record.archived.value_or(false) ? " archived" : "",
                     record.spam.value_or(false) ? " spam" : "", shown(record.inbox_id),
                     shown(record.assigned_to), shown(as_text(record.latest_message_timestamp)));
}

std::string to_text(const MirrorRow& row) {
  return fmt::format(
      "{} changed {}{}", to_text(row.record), row.changed_at,
      row.deleted_at ? " deleted " + *row.deleted_at + ": " + shown(row.deletion_evidence) : "");
}

}  // namespace threadmirror::simulation
