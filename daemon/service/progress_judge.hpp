// Whether the engine still makes progress: what the watchdog's signs of life depend on. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "core/clock.hpp"

namespace threadmirror::daemon::service {

// The longest time in which a healthy tail may have nothing to show: the longest pause between two polls, and
// a request that is tried `attempts` times, each time up to its timeout and after the longest pause that the
// upstream may ask for, with an access token that has to be fetched in the same way before.
std::chrono::milliseconds longest_silence(std::chrono::milliseconds poll_interval,
                                          std::chrono::milliseconds request_timeout, int attempts);

// What one look at the engine shows.
struct EngineSigns {
  std::optional<core::SteadyTime> tail{};  // when the tail last committed a page or ended a poll, in any way
  bool rests = false;                      // the tail is to rest, as the day's quota is used up
};

// Judges one look after the other; a loop that is blocked is never asked, and so gives no sign either.
class ProgressJudge {
 public:
  ProgressJudge(std::chrono::milliseconds longest_silence, core::SteadyTime start);

  // False: nothing has come for too long, though nothing allows that. Looks are to come at least once a
  // minute; time in which nobody looked, as the process itself was stopped, is not held against the engine.
  bool makes_progress(const EngineSigns& signs, core::SteadyTime now);

 private:
  std::chrono::milliseconds longest_silence_;
  core::SteadyTime last_look_;
  core::SteadyTime excused_until_;
};

}  // namespace threadmirror::daemon::service
