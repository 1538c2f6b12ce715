#include "daemon/service/progress_judge.hpp"

#include <algorithm>

namespace threadmirror::daemon::service {
namespace {

// After failed polls the tail rests up to five minutes; so long may the upstream ask for, too.
constexpr std::chrono::minutes kLongestPause{5};
constexpr std::chrono::minutes kLongestBetweenLooks{1};

}  // namespace

std::chrono::milliseconds longest_silence(std::chrono::milliseconds poll_interval,
                                          std::chrono::milliseconds request_timeout, int attempts) {
  const std::chrono::milliseconds pause = kLongestPause;
  return std::max(poll_interval, pause) + 2 * attempts * (request_timeout + pause);
}

ProgressJudge::ProgressJudge(std::chrono::milliseconds longest_silence, core::SteadyTime start)
    : longest_silence_(longest_silence), last_look_(start), excused_until_(start) {}

bool ProgressJudge::makes_progress(const EngineSigns& signs, core::SteadyTime now) {
  if (signs.rests || now - last_look_ > kLongestBetweenLooks) excused_until_ = now;
  last_look_ = now;
  const core::SteadyTime alive = std::max(signs.tail.value_or(excused_until_), excused_until_);
  return now - alive <= longest_silence_;
}

}  // namespace threadmirror::daemon::service
