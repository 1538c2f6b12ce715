// Walks through whole listings: what backfill and reconcile have in common.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "core/result.hpp"
#include "storage/sync_types.hpp"
#include "sync/page_flow.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// A listing and how far its sweep has come.
struct Assignment {
  api::Listing listing;
  storage::StreamState state;
};

// All listings of this mirror with the checkpoints that sweeps of `kind` left.
boost::asio::awaitable<core::Result<std::vector<Assignment>>> load_assignments(World& world,
                                                                               storage::RunKind kind);

// Sweeps the chosen listings, each from where its state says, as parts of `run`: two at a time where requests
// side by side are allowed, as each waits for HubSpot most of the time.
boost::asio::awaitable<core::Status> walk(World& world, std::vector<Assignment> chosen, storage::Run& run,
                                          Observers observers);

// Writes the run's row as it stands.
boost::asio::awaitable<core::Status> save(World& world, storage::Run& run);

}  // namespace threadmirror::sync
