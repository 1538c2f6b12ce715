// One poll for new messages: everything since the watermark, less the overlap.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "sync/listing_guard.hpp"
#include "sync/pass.hpp"

namespace threadmirror::sync {

struct TailPassOptions {
  std::chrono::milliseconds overlap{std::chrono::minutes(10)};
  // Write the checkpoint of a quiet poll too, so that readers see that the mirror is fresh.
  bool persist_when_quiet = true;
};

// Pages through `sort=latestMessageTimestamp`, oldest first.
//
// The watermark that a page proves is the timestamp of its last thread, as long as every page so far was in
// order; from the first one out of order on nothing is proven until the listing has ended, and then the
// latest timestamp seen is. No page proves anything about the time after the listing was asked for: a thread
// that is stamped in the future comes last in every listing; and what happens while the pages are read may be
// sorted in where they have been read already, be it only because upstream sorts by the second. The watermark
// never falls.
//
// A stream without a watermark starts at the present: what is older is the backfill's.
//
// When cursors fail (refused, or running in a circle) the pass goes on by asking anew from the watermark that
// it has proven, as long as that brings it forward; otherwise it gives up.
class TailPass final : public Pass {
 public:
  TailPass(api::Listing listing, storage::StreamState state, TailPassOptions options, core::Timestamp now);

  api::PageRequest first() override;
  Step take(api::Page page, core::Timestamp now) override;
  std::optional<api::PageRequest> recover(const core::Error& error) override;

  // The checkpoint as of the latest step.
  const storage::StreamState& state() const { return state_; }
  // Pages so far came in the order that was asked for. False is worth a warning.
  bool in_order() const { return in_order_; }

 private:
  api::PageRequest ask_from(core::Timestamp from);
  std::optional<api::PageRequest> ask_anew();
  void observe(const api::Page& page);
  void raise_watermark(bool complete);

  api::Listing listing_;
  storage::StreamState state_;
  TailPassOptions options_;
  core::Timestamp started_at_;
  core::Timestamp asked_at_;                         // the request that is under way was not sent before
  std::optional<core::Timestamp> stored_watermark_;  // as the pass found it
  api::PageRequest request_;
  ListingGuard guard_;
  bool in_order_ = true;
  std::optional<core::Timestamp> limit_;           // the trusted time at which this listing was asked for
  std::optional<core::Timestamp> last_;            // of the latest thread, in the order of the answers
  std::optional<core::Timestamp> proven_by_last_;  // the same, within the limit
  std::optional<core::Timestamp> proven_by_all_;   // the highest of these
};

}  // namespace threadmirror::sync
