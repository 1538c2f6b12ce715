#include "sync/scope.hpp"

#include <algorithm>

namespace threadmirror::sync {

bool is_ours(const std::optional<std::string>& inbox_id, const std::vector<std::int64_t>& inbox_ids) {
  if (inbox_ids.empty()) return true;
  return inbox_id && std::any_of(inbox_ids.begin(), inbox_ids.end(), [&](std::int64_t mirrored) {
           return *inbox_id == std::to_string(mirrored);
         });
}

std::int64_t drop_foreign(std::vector<core::ThreadRecord>& threads,
                          const std::vector<std::int64_t>& inbox_ids) {
  return static_cast<std::int64_t>(std::erase_if(
      threads, [&](const core::ThreadRecord& thread) { return !is_ours(thread.inbox_id, inbox_ids); }));
}

}  // namespace threadmirror::sync
