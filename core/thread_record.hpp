// A conversation thread as the mirror knows it: what the API's answer is turned into and what a row is made
// from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/timestamp.hpp"

namespace threadmirror::core {

// One thread. A field that the upstream left out or sent as null is empty; nothing is ever made up. Foreign
// ids are text, as the upstream's ids may outgrow any number type.
struct ThreadRecord {
  std::int64_t id = 0;
  std::optional<std::string> status;  // OPEN or CLOSED today; other words are kept as they come
  std::optional<std::string> inbox_id;
  std::optional<std::string> associated_contact_id;
  std::optional<std::string> associated_ticket_id;
  std::optional<std::string> assigned_to;  // an actor id such as A-1234567
  std::optional<std::string> original_channel_id;
  std::optional<std::string> original_channel_account_id;
  std::optional<bool> spam;
  std::optional<bool> archived;
  std::optional<Timestamp> created_at;
  std::optional<Timestamp> closed_at;
  std::optional<Timestamp> latest_message_timestamp;
  std::optional<Timestamp> latest_message_sent_timestamp;
  std::optional<Timestamp> latest_message_received_timestamp;
  // A JSON object, by API name, of unknown fields and of values that don't fit their column.
  std::optional<std::string> extra;

  friend bool operator==(const ThreadRecord&, const ThreadRecord&) = default;
};

// A record that could not become a thread, kept so that nobody loses data silently.
struct RejectedRecord {
  std::string record;  // the raw JSON, cut at 64 KiB
  std::string reason;  // one sentence: what is wrong with it

  friend bool operator==(const RejectedRecord&, const RejectedRecord&) = default;
};

}  // namespace threadmirror::core
