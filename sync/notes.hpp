// Keeps the reader's view of the daemon's trouble in the database: `sync_status` shows it as health and
// cause.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "core/error.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// `mirror_info` keys that the view `sync_status` reads.
inline constexpr char kLastErrorKey[] = "last_error";
inline constexpr char kAttentionKey[] = "attention";
inline constexpr char kStalledAfterKey[] = "stalled_after_seconds";
inline constexpr char kPortalKey[] = "portal_id";
inline constexpr char kBackfillCompletedKey[] = "backfill_completed_at";

// Notes trouble, and its end; writes only when something changes. Trouble in writing it down is logged and
// otherwise ignored: the database may be the trouble. Event loop's thread.
class Notes {
 public:
  explicit Notes(World& world) : world_(world) {}

  // A cycle failed, and will be tried again.
  boost::asio::awaitable<void> trouble(core::Error error);
  // Nothing goes on without a person.
  boost::asio::awaitable<void> attention(core::Error error);
  // All is well again.
  boost::asio::awaitable<void> all_well();

 private:
  boost::asio::awaitable<void> set(std::string key, std::string text);

  World& world_;
  bool known_to_be_well_ = false;
};

}  // namespace threadmirror::sync
