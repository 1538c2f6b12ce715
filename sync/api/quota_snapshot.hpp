// What is known of the day's quota, in a form that outlives the process.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace threadmirror::sync::api {

struct QuotaSnapshot {
  core::Timestamp as_of;                       // when a request was last begun, or an answer told something
  std::chrono::minutes utc_offset{0};          // of the account's time zone
  std::optional<std::int64_t> quota;           // requests a day, of the whole account
  std::optional<std::int64_t> left;            // of the day in which `as_of` lies
  std::optional<core::Timestamp> spent_until;  // HubSpot has refused a request for the day's quota

  friend bool operator==(const QuotaSnapshot&, const QuotaSnapshot&) = default;
};

// One JSON object: as_of, utc_offset_minutes, quota, left, spent_until.
std::string to_json(const QuotaSnapshot& snapshot);
// Nothing for a text that is no snapshot, or one that makes no sense.
std::optional<QuotaSnapshot> parse_quota_snapshot(std::string_view json);

}  // namespace threadmirror::sync::api
