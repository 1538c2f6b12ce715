// Time as the engine sees it, so that a simulated world can turn the hands.
#pragma once

#include <chrono>

#include "core/timestamp.hpp"

namespace threadmirror::core {

using SteadyTime = std::chrono::steady_clock::time_point;

// Tells the time. Implementations may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time: for what is stored and shown. Can jump in both directions.
  virtual Timestamp now() const = 0;
  // Monotonic time: for deadlines, pauses and rates.
  virtual SteadyTime steady_now() const = 0;
};

// The machine's clocks. Time spent in suspend counts for `now` only.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  SteadyTime steady_now() const override;
};

}  // namespace threadmirror::core
