#include "sync/api/quota_ledger.hpp"

#include <algorithm>
#include <cmath>

namespace threadmirror::sync::api {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDay = std::chrono::hours(24);
constexpr milliseconds kShortestRest = std::chrono::minutes(1);
// No rest is longer, whatever was demanded and wherever the clock has jumped.
constexpr milliseconds kLongestRest = std::chrono::hours(25);

// The part of the reserve down to which requests of a class may go.
double part_of_reserve(Priority priority) {
  if (priority == Priority::kTail) return 0.1;
  return priority == Priority::kBackfill ? 0.5 : 1.0;
}

}  // namespace

void QuotaLedger::resume(const QuotaSnapshot& snapshot) {
  book_ = snapshot;
  most_ = snapshot.left;
}

void QuotaLedger::set_utc_offset(const std::string& text) {
  const std::string instant = "2000-01-01T00:00:00";
  const auto here = core::Timestamp::parse(instant + text);
  const auto greenwich = core::Timestamp::parse(instant + "Z");
  if (here) book_.utc_offset = std::chrono::duration_cast<std::chrono::minutes>(*greenwich - *here);
}

std::int64_t QuotaLedger::day_of(core::Timestamp instant) const {
  const milliseconds local = milliseconds(instant.unix_ms()) + book_.utc_offset;
  return std::chrono::floor<std::chrono::days>(local).count();
}

core::Timestamp QuotaLedger::midnight_after(core::Timestamp now) const {
  const milliseconds local = std::chrono::days(day_of(now) + 1);
  return core::Timestamp::from_unix_ms((local - book_.utc_offset).count());
}

std::int64_t QuotaLedger::reserved() const {
  return std::llround(reserve_ * static_cast<double>(book_.quota.value_or(0)));
}

bool QuotaLedger::is_reserved(std::optional<std::int64_t> left, Priority priority,
                              core::Timestamp now) const {
  if (!book_.quota || !left || day_of(book_.as_of) != day_of(now)) return false;
  return static_cast<double>(*left) <= part_of_reserve(priority) * static_cast<double>(reserved());
}

void QuotaLedger::set_most(std::optional<std::int64_t> most) {
  most_ = most;
  if (most) book_.left = std::max<std::int64_t>(*most - static_cast<std::int64_t>(under_way_.size()), 0);
}

std::optional<core::Timestamp> QuotaLedger::spent_until(core::Timestamp now) const {
  if (!book_.spent_until || now >= *book_.spent_until) return std::nullopt;
  return *book_.spent_until - now <= kLongestRest ? book_.spent_until : std::nullopt;
}

void QuotaLedger::notice(core::Timestamp now) {
  constexpr milliseconds kUsualCorrection = std::chrono::seconds(10);
  if (latest_ && *latest_ - now > kUsualCorrection) book_.spent_until.reset();
  latest_ = now;
}

std::optional<QuotaRest> QuotaLedger::rest(Priority priority, core::Timestamp now) {
  notice(now);
  return rest_with(most_, priority, now);
}

bool QuotaLedger::is_in_doubt(Priority priority, core::Timestamp now) {
  return !rest(priority, now) && rest_with(book_.left, priority, now);
}

std::optional<QuotaRest> QuotaLedger::rest_with(std::optional<std::int64_t> left, Priority priority,
                                                core::Timestamp now) const {
  std::optional<core::Timestamp> until = spent_until(now);
  const bool is_spent = until.has_value();
  if (!is_spent && is_reserved(left, priority, now)) until = midnight_after(now) + jitter_;
  if (!until) return std::nullopt;
  if (priority == Priority::kTail && !(is_spent && is_wish_)) {
    const milliseconds silence = now - book_.as_of;
    if (silence < milliseconds(0) || silence >= kProbeInterval) return std::nullopt;
    until = std::min(*until, book_.as_of + kProbeInterval);
  }
  QuotaRest rest{*until, book_.quota, book_.left.value_or(0), reserved(), book_.utc_offset};
  if (is_spent) rest.quota.reset();
  return rest;
}

QuotaLedger::Ticket QuotaLedger::begin(core::Timestamp now) {
  notice(now);
  const bool is_new_day = !most_ || day_of(book_.as_of) != day_of(now);
  under_way_.insert(++begun_);
  set_most(is_new_day ? book_.quota : most_);
  book_.as_of = now;
  return {begun_, day_of(now)};
}

void QuotaLedger::learn(const Ticket& ticket, const RateHeaders& headers, core::Timestamp now) {
  notice(now);
  // Around midnight nobody knows which day an answer speaks of.
  if (ticket.day != day_of(now)) return;
  if (headers.daily) book_.quota = headers.daily;
  if (!book_.quota) return;
  if (headers.daily_remaining && *headers.daily_remaining <= *book_.quota) {
    // Of requests that went at the same time, the one that was told of less was served last.
    const bool is_news = !most_ || ticket.number > begun_when_told_;
    begun_when_told_ = begun_;
    under_way_.erase(ticket.number);
    set_most(is_news ? *headers.daily_remaining : std::min(*most_, *headers.daily_remaining));
  } else if (most_) {
    set_most(std::min(*most_, *book_.quota));
  }
  book_.as_of = now;
}

void QuotaLedger::end(const Ticket& ticket) {
  // HubSpot may have counted a request of which nothing was heard.
  if (under_way_.erase(ticket.number) > 0 && most_) set_most(*most_ - 1);
}

void QuotaLedger::served(const Ticket& ticket) {
  if (ticket.number > refused_at_) book_.spent_until.reset();
}

void QuotaLedger::refused(core::Timestamp now, std::optional<milliseconds> retry_after) {
  notice(now);
  refused_at_ = begun_;
  is_wish_ = retry_after.has_value();
  book_.spent_until = retry_after ? now + std::clamp(*retry_after, kShortestRest, kDay) + jitter_
                                  : midnight_after(now) + jitter_;
  book_.as_of = now;
}

}  // namespace threadmirror::sync::api
