// The end of a reconcile: what the listings did not show is confirmed, and marked as deleted.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "storage/sync_types.hpp"
#include "sync/page_flow.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// What came of it. With a text the guard tripped and nothing was marked.
struct Settlement {
  std::optional<std::string> mass_delete_guard;
};

// Looks at every live row that was not sighted since the reconcile began, after both listings have been read
// to their ends. Each is confirmed by requests of its own; the dead ones get their tombstones, the living
// ones their present state, batch by batch. A thread in an inbox that is not mirrored gets a tombstone, too:
// nobody would tell when it changes. Interrupted, it can simply be called again.
boost::asio::awaitable<core::Result<Settlement>> settle_missing(World& world, bool allow_mass_delete,
                                                                storage::Run& run, Observers observers);

}  // namespace threadmirror::sync
