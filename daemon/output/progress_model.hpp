// How far a long pass has come and how fast it goes: numbers only, no drawing. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "core/clock.hpp"

namespace threadmirror::daemon::output {

// What has been done so far, a resumed pass's earlier part included.
struct ProgressCounts {
  std::int64_t threads = 0;
  std::int64_t pages = 0;
};

// One look at a pass.
struct ProgressView {
  ProgressCounts done;
  ProgressCounts here;  // of `done`, what this process did
  std::chrono::milliseconds elapsed{0};
  double threads_per_second = 0;  // over the last half minute
  double average_per_second = 0;  // since the start
  // The next three only where the total is known, and not once it has turned out too small.
  std::optional<std::int64_t> expected;
  std::optional<double> fraction;                 // 0 to 1
  std::optional<std::chrono::milliseconds> left;  // also needs the pass to be moving
};

// Remembers half a minute of samples, one a second at most. One thread at a time.
class ProgressModel {
 public:
  // `from` is where a resumed pass goes on; `expected` the total number of threads, if someone knows it. (The
  // upstream never tells; an earlier mirror's count is a fair guess.)
  ProgressModel(core::SteadyTime now, ProgressCounts from, std::optional<std::int64_t> expected);

  // The totals so far. They may fall: a pass that starts anew counts from 0, and its rate with it.
  void update(ProgressCounts done, core::SteadyTime now);
  ProgressView view(core::SteadyTime now) const;

 private:
  struct Sample {
    core::SteadyTime at;
    std::int64_t threads = 0;
  };
  double recent_rate(core::SteadyTime now) const;

  core::SteadyTime started_;
  ProgressCounts from_;
  ProgressCounts done_;
  std::optional<std::int64_t> expected_;
  std::deque<Sample> samples_;
};

}  // namespace threadmirror::daemon::output
