#include "tests/simulation/freshness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/simulation/row_text.hpp"

namespace threadmirror::simulation {
namespace {

using enum Invariant;

// The upstream may cut timestamps to the second.
constexpr std::chrono::milliseconds kPrecision{1000};

std::string to_text(const Message& message) {
  return fmt::format("the message of {} on thread {}, sent {}", message.stamp.to_string(), message.thread,
                     message.sent.to_string());
}

}  // namespace

void Freshness::message(const Message& message) {
  if (!promised_) return;
  // One that is stamped earlier takes its thread back, perhaps out of the polls' reach, until the next comes.
  for (Pending& earlier : pending_) {
    if (earlier.message.thread == message.thread)
      earlier.lowest = std::min(earlier.lowest, wanted(earlier.message));
  }
  pending_.push_back({message, message.stamp});
}

void Freshness::asked(core::Timestamp after, core::Timestamp now) {
  if (!begun_at_) begun_at_ = now;
  after_ = after_ ? std::max(*after_, after) : after;
  has_ended_ = false;
}

void Freshness::interrupted() {
  begun_at_.reset();
  after_.reset();
  has_ended_ = false;
}

// Seen at once by whoever looked, and stamped with its own time.
bool Freshness::is_plain(const Message& message) const {
  return truth_.settled_at(message.thread) <= message.sent && message.stamp + kPrecision > message.sent;
}

std::optional<core::Timestamp> Freshness::wanted(const Message& message) const {
  const auto thread = truth_.world().truth(message.thread);
  return thread ? std::min(truth_.shown_latest(*thread), std::optional(message.stamp)) : message.stamp;
}

bool Freshness::is_stored(const Message& message) const {
  const auto row = mirror_.rows().find(message.thread);
  return row != mirror_.rows().end() && row->second.record.latest_message_timestamp >= wanted(message);
}

bool Freshness::is_done(Pending& pending) const {
  const Message& message = pending.message;
  const auto thread = truth_.world().truth(message.thread);
  if (!thread || thread->archived || is_stored(message)) return true;
  if (*begun_at_ <= std::max(message.sent, truth_.settled_at(message.thread))) {
    pending.polls = 0;
    return false;
  }
  if (++pending.polls < 2) return false;
  const auto after = std::max(*after_, earlier_after_.value_or(*after_));
  const auto lowest = std::min(pending.lowest, wanted(message));
  const bool is_overtaken = lowest < message.stamp;
  const bool is_out_of_reach =
      (is_overtaken || !is_plain(message)) && std::optional(after + kPrecision) >= lowest;
  if (!is_out_of_reach) {
    const auto row = mirror_.rows().find(message.thread);
    referee_.report(
        kFresh, fmt::format("{} is missing; the poll began {}, asking for what is after {}\n  {}\n  {}",
                            to_text(message), begun_at_->to_string(), after_->to_string(),
                            "upstream: " + to_text(truth_.expected(*thread)),
                            "mirror: " + (row == mirror_.rows().end() ? "nothing" : to_text(row->second))));
  }
  return true;
}

void Freshness::check_watermark() {
  const auto watermark = mirror_.watermark();
  if (watermark == watermark_) return;
  // What came before the first watermark is the backfill's.
  if (!watermark_) pending_.clear();
  watermark_ = watermark;
  for (const Pending& pending : pending_) {
    const Message& message = pending.message;
    if (message.stamp + kPrecision > *watermark || !is_plain(message) || is_stored(message)) continue;
    const auto thread = truth_.world().truth(message.thread);
    if (!thread || thread->archived || truth_.shown_latest(*thread) != message.stamp) continue;
    referee_.report(kWatermark,
                    fmt::format("it is {}, but {} is not stored", watermark->to_string(), to_text(message)));
  }
}

void Freshness::committed(core::Timestamp now) {
  check_watermark();
  if (!begun_at_ || !has_ended_) return;
  std::erase_if(pending_, [this](Pending& pending) { return is_done(pending); });
  last_complete_ = now;
  earlier_after_ = after_;
  interrupted();
}

}  // namespace threadmirror::simulation
