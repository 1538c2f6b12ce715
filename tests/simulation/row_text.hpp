// Rows in words, and the fields whose history is kept.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "tests/simulation/database_probe.hpp"

namespace threadmirror::simulation {

inline constexpr std::array<std::string_view, 8> kTrackedFields{"status",
                                                                "assigned_to",
                                                                "inbox_id",
                                                                "spam",
                                                                "archived",
                                                                "associated_contact_id",
                                                                "associated_ticket_id",
                                                                "deleted_at"};

// The value that `thread_changes` must have told last; `field` is one of the above.
Text tracked_value(const MirrorRow& row, std::string_view field);

std::string shown(const Text& value);
std::string to_text(const core::ThreadRecord& record);
std::string to_text(const MirrorRow& row);

}  // namespace threadmirror::simulation
