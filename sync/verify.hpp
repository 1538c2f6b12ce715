// Compares the mirror with its upstream and changes neither.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "storage/mirror_comparer.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/difference_sink.hpp"
#include "sync/page_flow.hpp"

namespace threadmirror::sync {

// What a comparison touches. References only: all of it must outlive the comparison. Event loop's thread.
struct VerifyWorld {
  api::ThreadsApi& api;
  const core::Clock& clock;
  core::Log& log;
  storage::MirrorComparer& comparer;  // fresh, with the filter that `inbox_ids` mean (see is_ours)
  std::vector<std::int64_t> inbox_ids;
};

// What a comparison came to.
struct VerifyCounts {
  std::int64_t compared = 0;  // different threads that upstream listed
  std::int64_t missing = 0;
  std::int64_t extra = 0;
  std::int64_t different = 0;
  // Of the three above, those that were seen in the listings only, as no second look was left for them or it
  // made nothing clear. What was on its way while the listings were read may be among them.
  std::int64_t unconfirmed = 0;
  std::int64_t rejected = 0;  // records in the listings that are no threads, and that no mirror can hold
  // The mirror's live rows when the listings had ended, and those of them that were not listed: what a
  // reconcile would judge by whether so many deletions can be true.
  storage::LiveCount rows;

  bool equal() const { return missing == 0 && extra == 0 && different == 0; }
};

// So many differences are looked at again; a mirror with more of them needs no proof of each.
inline constexpr std::int64_t kSecondLooks = 1000;

// Walks through all listings of the mirror's threads. As upstream and mirror move on meanwhile, what seems to
// differ is looked at again at the end: the thread by GET, the row as it is then. What still differs is told
// to `sink` in the order of the ids, and counted. `progress` may be null.
//
// kWrongPortal, before anything is compared, where the token belongs to another portal than the mirror. A
// listing that fails or is cut off, and a way to upstream that fails, is a failure and no difference; what
// `sink` was told until then is not the whole. Asio's cancellation stops it at any point.
boost::asio::awaitable<core::Result<VerifyCounts>> verify(VerifyWorld& world, DifferenceSink& sink,
                                                          Progress* progress);

}  // namespace threadmirror::sync
