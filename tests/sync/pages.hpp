// Builders for the engine's tests: threads and pages in one line each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/api/threads_api.hpp"

namespace threadmirror::tests {

// An instant `seconds` after 2026-11-21T00:00:00Z.
inline core::Timestamp at(double seconds) {
  return core::Timestamp::from_unix_ms(1795219200000 + static_cast<std::int64_t>(seconds * 1000));
}

// An open thread whose latest message is at `latest` (none: a thread without messages).
inline core::ThreadRecord thread(std::int64_t id, std::optional<core::Timestamp> latest = std::nullopt) {
  core::ThreadRecord record;
  record.id = id;
  record.status = "OPEN";
  record.inbox_id = "1";
  record.archived = false;
  record.spam = false;
  record.created_at = at(0);
  record.latest_message_timestamp = latest;
  return record;
}

// A page with a next cursor, or the last one without.
inline sync::api::Page page(std::vector<core::ThreadRecord> threads,
                            std::optional<std::string> next_cursor = std::nullopt) {
  sync::api::Page page;
  page.threads = std::move(threads);
  page.next_cursor = std::move(next_cursor);
  page.requests = 1;
  return page;
}

}  // namespace threadmirror::tests
