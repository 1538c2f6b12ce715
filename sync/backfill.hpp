// The backfill: the first sweep over every thread, active and archived.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/result.hpp"
#include "sync/page_flow.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

enum class SweepStart {
  kWhereNeverFinished,  // only listings that no pass has ever finished, from their last committed page
  kUnfinishedOrAll,     // what an interrupted sweep left over; where the backfill is complete, all listings
};

// Whether every listing of this mirror has been finished by a backfill at some time.
boost::asio::awaitable<core::Result<bool>> backfill_is_complete(World& world);

// Forgets how far the backfill came: it counts as unfinished, and the next one begins with the first page.
boost::asio::awaitable<core::Status> forget_backfill(World& world);

// Whether `fill` has something to ask for.
boost::asio::awaitable<core::Result<bool>> fill_is_wanted(World& world);

// The fast path of a backfill that has not begun to sweep (head_start.hpp), with a row in `sync_runs` of kind
// backfill; else nothing. `progress->filled` is set where it brought every thread that it can see. No message
// is lost to what it stores: the sweep that follows reads every thread again.
boost::asio::awaitable<core::Status> fill(World& world, Progress* progress);

// Fills, then sweeps, the latter with a row of its own in `sync_runs`. Each page is committed with its
// cursor; the end of the last listing makes the backfill complete. `progress` may be null.
boost::asio::awaitable<core::Status> backfill(World& world, SweepStart start, Progress* progress);

// Backfills until it is complete, with rests after failures that may pass; returns early only with a failure
// that ends the daemon.
boost::asio::awaitable<core::Status> keep_backfilling(World& world, Progress* progress);

}  // namespace threadmirror::sync
