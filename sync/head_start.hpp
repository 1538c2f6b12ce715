// The fast way to fill a new mirror: several requests at once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <vector>

#include "core/result.hpp"
#include "storage/sync_types.hpp"
#include "sync/page_flow.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// `mirror_info`: the slices that are left, or kHeadStartOver; no entry: not begun.
inline constexpr char kHeadStartKey[] = "backfill_slices";
inline constexpr char kHeadStartOver[] = "over";
// `mirror_info`: when the fast path, or else the backfill, had brought every thread.
inline constexpr char kBackfillFilledKey[] = "backfill_filled_at";

// How many requests at once make sense: as many as the allowed rate keeps under way, no more than the store
// keeps up with. One: a listing read page by page is as fast.
struct Speeds {
  std::chrono::duration<double> round_trip{0};  // of one page
  std::chrono::duration<double> storing{0};     // of one page
  double requests_per_second = 0;               // allowed
};
int readers_worth_having(const Speeds& speeds, int most);

// Whether there may be something to do for it: requests at once are allowed, and it is not over.
boost::asio::awaitable<core::Result<bool>> head_start_is_wanted(World& world);

// Reads these listings in slices of time, with up to `max_in_flight` requests at once, where that is faster
// than one after the other; else returns at once. It is a head start, and proves nothing: the sweep that
// follows finds what it missed. Pages are committed as `run`'s, each with the slices that are left after it:
// an interrupted one goes on from there. Where HubSpot does not answer what was asked for, the rest is left
// to the sweep. `filled`: it brought every thread that it can see. Fails with the failure of a request or of
// the store.
boost::asio::awaitable<core::Status> head_start(World& world, std::vector<api::Listing> listings,
                                                storage::Run& run, Progress* progress, bool& filled);

}  // namespace threadmirror::sync
