// A conversation thread as the fake server keeps it: numbers only, so that a million of them stay small.
#pragma once

#include <cstdint>
#include <limits>

namespace threadmirror::fake_hubspot {

// Stands for a timestamp that the thread doesn't have.
inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();

// One thread. Times are milliseconds since the epoch, UTC, or kNoTime.
struct Thread {
  std::int64_t id = 0;
  std::int64_t contact = 0;  // associatedContactId
  std::int64_t ticket = 0;   // threadAssociations.associatedTicketId; 0: none
  std::int64_t channel_account = 0;
  std::int64_t created = kNoTime;
  std::int64_t closed = kNoTime;
  std::int64_t latest = kNoTime;    // latestMessageTimestamp
  std::int64_t sent = kNoTime;      // latestMessageSentTimestamp
  std::int64_t received = kNoTime;  // latestMessageReceivedTimestamp
  std::int32_t inbox = 0;
  std::int32_t channel = 0;
  std::int32_t assignee = 0;  // the number in the actor id "A-…"; 0: nobody
  bool open = true;
  bool spam = false;
  bool archived = false;

  friend bool operator==(const Thread&, const Thread&) = default;
};

}  // namespace threadmirror::fake_hubspot
