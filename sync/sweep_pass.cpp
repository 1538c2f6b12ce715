#include "sync/sweep_pass.hpp"

#include <utility>

namespace threadmirror::sync {

SweepPass::SweepPass(api::Listing listing, storage::StreamState state, core::Timestamp now,
                     api::Priority priority)
    : listing_(std::move(listing)), state_(std::move(state)), now_(now), priority_(priority) {
  if (state_.in_progress) return;
  begin(now);
  state_.restarts = 0;
}

void SweepPass::begin(core::Timestamp now) {
  state_.in_progress = true;
  state_.cursor.reset();
  state_.started_at = now;
  state_.pages = 0;
  state_.threads = 0;
}

api::PageRequest SweepPass::request() const {
  return api::PageRequest{listing_, api::Sort::kId, std::nullopt, state_.cursor, priority_};
}

api::PageRequest SweepPass::first() { return request(); }

Step SweepPass::take(api::Page page, core::Timestamp now) {
  Step step;
  step.cut_off = guard_.check(state_.cursor, page);
  state_.pages += 1;
  state_.threads += static_cast<std::int64_t>(page.threads.size() + page.rejected.size());
  if (!page.next_cursor) {
    state_.in_progress = false;
    state_.finished_at = now;
    state_.cursor.reset();
  } else if (step.cut_off) {
    begin(now);  // this cursor leads in a circle: the next attempt must not use it
  } else {
    state_.cursor = std::move(page.next_cursor);
    step.next = request();
  }
  step.commit.threads = std::move(page.threads);
  step.commit.rejected = std::move(page.rejected);
  step.commit.listing = api::to_string(listing_);
  step.commit.streams.push_back(state_);
  step.commit.observed_at = now;
  return step;
}

std::optional<api::PageRequest> SweepPass::recover(const core::Error& error) {
  if (error.code() != core::ErrorCode::kBadCursor || !state_.cursor) return std::nullopt;
  if (restarts_ >= kRestartLimit) return std::nullopt;
  restarts_ += 1;
  state_.restarts += 1;
  begin(now_);
  guard_ = ListingGuard();
  return request();
}

}  // namespace threadmirror::sync
