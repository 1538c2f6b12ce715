#include "tests/fake_hubspot/rate_ledger.hpp"

#include <algorithm>

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

void drop_before(std::deque<std::int64_t>& times, std::int64_t first) {
  while (!times.empty() && times.front() < first) times.pop_front();
}

}  // namespace

std::int64_t RateLedger::day_of(core::Timestamp now) const {
  const std::int64_t local = now.unix_ms() + std::chrono::milliseconds(limits_.utc_offset).count();
  return local >= 0 ? local / kDayMs : (local - kDayMs + 1) / kDayMs;
}

std::optional<std::string_view> RateLedger::arrive(core::Timestamp now) {
  const std::int64_t ms = now.unix_ms();
  const std::int64_t window_start = ms - limits_.window.count() + 1;
  drop_before(arrivals_, window_start);
  drop_before(admitted_, window_start);
  if (day_of(now) != today_) {
    today_ = day_of(now);
    admitted_today_ = 0;
  }
  ++requests_;
  arrivals_.push_back(ms);
  most_in_window_ = std::max(most_in_window_, static_cast<std::int64_t>(arrivals_.size()));
  if (limits_.daily > 0 && admitted_today_ >= limits_.daily) return "DAILY";
  if (limits_.burst > 0 && static_cast<std::int64_t>(admitted_.size()) >= limits_.burst) {
    return "TEN_SECONDLY_ROLLING";
  }
  admitted_.push_back(ms);
  ++admitted_today_;
  return std::nullopt;
}

std::int64_t RateLedger::remaining() const {
  return std::max<std::int64_t>(0, limits_.burst - static_cast<std::int64_t>(admitted_.size()));
}

std::int64_t RateLedger::daily_remaining() const {
  return std::max<std::int64_t>(0, limits_.daily - admitted_today_);
}

std::chrono::milliseconds RateLedger::until_free(core::Timestamp now) const {
  if (limits_.daily > 0 && daily_remaining() == 0) {
    const std::int64_t offset = std::chrono::milliseconds(limits_.utc_offset).count();
    return std::chrono::milliseconds((today_ + 1) * kDayMs - offset - now.unix_ms());
  }
  if (limits_.burst == 0 || remaining() > 0 || admitted_.empty()) return std::chrono::milliseconds(0);
  const std::int64_t free_at = admitted_.front() + limits_.window.count();
  return std::chrono::milliseconds(std::max<std::int64_t>(0, free_at - now.unix_ms()));
}

void RateLedger::reset_counts() {
  requests_ = 0;
  most_in_window_ = 0;
  by_status_.clear();
}

}  // namespace threadmirror::fake_hubspot
