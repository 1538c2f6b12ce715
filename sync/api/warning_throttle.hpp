// Keeps a log readable while everything fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/clock.hpp"

namespace threadmirror::sync::api {

// Lets one warning pass per interval and counts the others.
class WarningThrottle {
 public:
  explicit WarningThrottle(std::chrono::milliseconds interval) : interval_(interval) {}

  // The number of warnings held back since the last one that passed, if one may pass now; else nothing.
  std::optional<std::int64_t> pass(core::SteadyTime now) {
    if (last_ && now - *last_ < interval_) {
      ++held_back_;
      return std::nullopt;
    }
    last_ = now;
    return std::exchange(held_back_, 0);
  }

 private:
  std::chrono::milliseconds interval_;
  std::optional<core::SteadyTime> last_;
  std::int64_t held_back_ = 0;
};

}  // namespace threadmirror::sync::api
