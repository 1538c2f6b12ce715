// The one verdict on the mirror that all answers share: that of the view `sync_status`. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::monitoring {

// All states that there are, the best first.
inline constexpr std::array<std::string_view, 4> kHealthStates{"current", "catching_up", "stalled",
                                                               "attention"};

// The mirror as one look at the database found it.
struct MirrorLook {
  core::Timestamp taken_at;
  core::Result<storage::SyncStatus> status;  // or why it could not be read
  bool mass_delete_guard = false;            // the last reconcile's deletions were not believed
  std::optional<std::int64_t> database_bytes{};
  std::optional<std::int64_t> wal_bytes{};
};

struct Health {
  std::string state;  // one of kHealthStates
  std::string cause;  // in words; empty when current
  // The mirror is fresh and complete: what `status` ends with 0 for.
  bool is_ready() const { return state == kHealthStates.front(); }
};

// A database that can't be read needs attention.
Health health_of(const MirrorLook& look);

}  // namespace threadmirror::daemon::monitoring
