#include "sync/tail_pass.hpp"

#include <algorithm>
#include <utility>

#include "sync/streams.hpp"
#include "sync/trusted_time.hpp"

namespace threadmirror::sync {
namespace {

// The filter may be exclusive, or precise to the second only: asking from a proven watermark steps back so
// far.
constexpr std::chrono::milliseconds kSmallestStepBack{1000};

}  // namespace

TailPass::TailPass(api::Listing listing, storage::StreamState state, TailPassOptions options,
                   core::Timestamp now)
    : listing_(std::move(listing)),
      state_(std::move(state)),
      options_(options),
      started_at_(now),
      asked_at_(now),
      stored_watermark_(state_.watermark) {
  state_.stream = tail_stream(listing_);
  state_.started_at = now;
  state_.pages = 0;
  state_.threads = 0;
}

api::PageRequest TailPass::first() {
  const core::Timestamp watermark = state_.watermark.value_or(started_at_);
  return ask_from(watermark - std::max(options_.overlap, kSmallestStepBack));
}

api::PageRequest TailPass::ask_from(core::Timestamp from) {
  request_ = api::PageRequest{listing_, api::Sort::kLatestMessageTimestamp, from, std::nullopt};
  guard_ = ListingGuard();
  limit_.reset();
  return request_;
}

Step TailPass::take(api::Page page, core::Timestamp now) {
  if (!limit_) limit_ = trusted_now(asked_at_, page.server_time, page.threads);
  asked_at_ = now;
  Step step;
  if (!state_.watermark && *limit_ < *request_.latest_message_after) {
    // The machine's clock runs far ahead of the upstream's: the present was asked for from too late a moment.
    started_at_ = *limit_;
    step.next = first();
    return step;
  }
  observe(page);
  const bool complete = !page.next_cursor.has_value();
  std::optional<core::Error> trouble = guard_.check(request_.cursor, page);
  raise_watermark(complete);
  state_.pages += 1;
  state_.threads += static_cast<std::int64_t>(page.threads.size());

  if (complete) {
    state_.finished_at = now;
  } else if (trouble) {
    step.next = ask_anew();
    if (!step.next) step.cut_off = std::move(trouble);
  } else {
    request_.cursor = std::move(page.next_cursor);
    step.next = request_;
  }
  if (state_.watermark != stored_watermark_ || (complete && options_.persist_when_quiet)) {
    step.commit.streams.push_back(state_);
  }
  step.commit.threads = std::move(page.threads);
  step.commit.rejected = std::move(page.rejected);
  step.commit.listing = api::to_string(listing_);
  step.commit.observed_at = now;
  return step;
}

void TailPass::observe(const api::Page& page) {
  in_order_ = in_order_ && page.in_order;
  for (const core::ThreadRecord& thread : page.threads) {
    if (!thread.latest_message_timestamp) continue;
    if (last_ && *thread.latest_message_timestamp < *last_) in_order_ = false;
    // Older than asked for: filter and order were ignored.
    if (*thread.latest_message_timestamp < *request_.latest_message_after - kSmallestStepBack)
      in_order_ = false;
    last_ = thread.latest_message_timestamp;
    proven_by_last_ = std::min(*last_, *limit_);
    proven_by_all_ = std::max(proven_by_all_.value_or(*proven_by_last_), *proven_by_last_);
  }
}

void TailPass::raise_watermark(bool complete) {
  if (complete && !state_.watermark) state_.watermark = std::min(started_at_, *limit_);
  const std::optional<core::Timestamp> proven = complete    ? proven_by_all_
                                                : in_order_ ? proven_by_last_
                                                            : std::nullopt;
  if (!proven) return;
  state_.watermark = state_.watermark ? std::max(*state_.watermark, *proven) : *proven;
}

std::optional<api::PageRequest> TailPass::recover(const core::Error& error) {
  if (error.code() != core::ErrorCode::kBadCursor) return std::nullopt;
  return ask_anew();
}

std::optional<api::PageRequest> TailPass::ask_anew() {
  if (!in_order_ || !state_.watermark) return std::nullopt;
  const core::Timestamp from = *state_.watermark - kSmallestStepBack;
  if (from <= *request_.latest_message_after) return std::nullopt;
  last_.reset();
  proven_by_last_.reset();
  return ask_from(from);
}

}  // namespace threadmirror::sync
