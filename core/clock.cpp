#include "core/clock.hpp"

namespace threadmirror::core {

Timestamp SystemClock::now() const { return Timestamp::from(std::chrono::system_clock::now()); }
SteadyTime SystemClock::steady_now() const { return std::chrono::steady_clock::now(); }

}  // namespace threadmirror::core
