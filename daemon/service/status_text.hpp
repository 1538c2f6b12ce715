// The line that `systemctl status` shows of a running daemon. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sync/page_flow.hpp"

namespace threadmirror::daemon::service {

// What is known; nothing is made up for what is not.
struct StatusFacts {
  std::optional<std::chrono::milliseconds> since_poll{};  // the age of the last good poll of this process
  std::optional<std::int64_t> threads{};                  // live ones in the mirror
  sync::Progress progress{};                              // of the sweep that is under way; no listing: none
  std::optional<std::string> rest{};                      // what rests for the day's quota, in words
  std::optional<std::string> trouble{};                   // why the last cycle failed
  std::optional<std::string> remark{};                    // what is to be said besides
};

// "synced 12 s ago; 48,211 threads; backfill 63 %". Without line breaks.
std::string status_text(const StatusFacts& facts);

}  // namespace threadmirror::daemon::service
