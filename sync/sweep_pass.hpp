// One listing of a sweep: every thread in it, by id, from the last committed page on.
#pragma once

#include <optional>

#include "sync/listing_guard.hpp"
#include "sync/pass.hpp"

namespace threadmirror::sync {

// Pages through `sort=id` and commits each page together with the cursor of the next. A pass that was
// interrupted goes on where its state says. Only a listing that came to its end is finished.
//
// When the cursor is refused the listing starts anew, `kRestartLimit` times at most: what is committed stays,
// and costs no write when it is seen again. When the listing runs in a circle the pass is cut off, and the
// next one begins with the first page.
class SweepPass final : public Pass {
 public:
  static constexpr int kRestartLimit = 3;

  // `state` is the stored checkpoint, or an empty one under the stream's name.
  SweepPass(api::Listing listing, storage::StreamState state, core::Timestamp now,
            api::Priority priority = api::Priority::kReconcile);

  api::PageRequest first() override;
  Step take(api::Page page, core::Timestamp now) override;
  std::optional<api::PageRequest> recover(const core::Error& error) override;

  // The checkpoint as of the latest step.
  const storage::StreamState& state() const { return state_; }

 private:
  api::PageRequest request() const;
  void begin(core::Timestamp now);

  api::Listing listing_;
  storage::StreamState state_;
  core::Timestamp now_;
  api::Priority priority_;
  int restarts_ = 0;  // in this attempt; the state counts those of earlier ones, too
  ListingGuard guard_;
};

}  // namespace threadmirror::sync
