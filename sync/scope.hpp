// Which threads belong to this mirror.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/thread_record.hpp"

namespace threadmirror::sync {

// True where a thread of this inbox is to be mirrored. No `inbox_ids`: all of them are.
bool is_ours(const std::optional<std::string>& inbox_id, const std::vector<std::int64_t>& inbox_ids);

// Removes what an answer brought of other inboxes (a filter that upstream ignored); returns how many.
std::int64_t drop_foreign(std::vector<core::ThreadRecord>& threads,
                          const std::vector<std::int64_t>& inbox_ids);

}  // namespace threadmirror::sync
