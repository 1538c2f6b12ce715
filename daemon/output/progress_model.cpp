#include "daemon/output/progress_model.hpp"

#include <algorithm>

namespace threadmirror::daemon::output {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kWindow(30);
constexpr std::chrono::seconds kSampleDistance(1);
constexpr double kShortestSeconds = 0.05;  // below that a rate is noise

double per_second(std::int64_t count, core::SteadyTime::duration time) {
  const double seconds = duration<double>(time).count();
  return seconds < kShortestSeconds ? 0 : std::max(0.0, static_cast<double>(count) / seconds);
}

}  // namespace

ProgressModel::ProgressModel(core::SteadyTime now, ProgressCounts from, std::optional<std::int64_t> expected)
    : started_(now), from_(from), done_(from), expected_(expected), samples_{{now, from.threads}} {}

void ProgressModel::update(ProgressCounts done, core::SteadyTime now) {
  if (done.threads < done_.threads) {
    started_ = now;
    from_ = {};
    samples_ = {{now, 0}};
  }
  done_ = done;
  const bool keeps_first = samples_.size() > 1;
  if (keeps_first && now - samples_[samples_.size() - 2].at < kSampleDistance) {
    samples_.back() = {now, done.threads};
  } else {
    samples_.push_back({now, done.threads});
  }
  // The sample before the window's edge stays: it is where the window begins.
  while (samples_.size() > 2 && now - samples_[1].at > kWindow) samples_.pop_front();
}

double ProgressModel::recent_rate(core::SteadyTime now) const {
  auto first = samples_.begin();
  while (first + 1 != samples_.end() && now - (first + 1)->at > kWindow) ++first;
  return per_second(done_.threads - first->threads, now - first->at);
}

ProgressView ProgressModel::view(core::SteadyTime now) const {
  ProgressView view;
  view.done = done_;
  view.here = {done_.threads - from_.threads, done_.pages - from_.pages};
  view.elapsed = duration_cast<milliseconds>(now - started_);
  view.threads_per_second = recent_rate(now);
  view.average_per_second = per_second(view.here.threads, now - started_);
  if (!expected_ || *expected_ <= 0 || done_.threads > *expected_) return view;
  view.expected = expected_;
  view.fraction = static_cast<double>(done_.threads) / static_cast<double>(*expected_);
  if (view.threads_per_second > 0) {
    constexpr double kLongestSeconds = 1e9;
    const double seconds = static_cast<double>(*expected_ - done_.threads) / view.threads_per_second;
    view.left = milliseconds(static_cast<std::int64_t>(std::min(seconds, kLongestSeconds) * 1000));
  }
  return view;
}

}  // namespace threadmirror::daemon::output
