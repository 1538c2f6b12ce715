// Makes sure that token and database belong to the same HubSpot account.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "core/log.hpp"
#include "core/result.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// Asks the upstream which portal the token belongs to. A new database is bound to it; a database of another
// portal is refused (kWrongPortal) before anything is written. A token that may not read the account's
// details (403, 404) passes with a warning, as the threads' scope does not include them. Other failures are
// returned.
boost::asio::awaitable<core::Status> verify_portal(World& world);

// The same for those who write nothing. `bound` is the database's portal; empty: it has none yet.
boost::asio::awaitable<core::Status> verify_portal(api::ThreadsApi& api, core::Log& log,
                                                   std::optional<std::string> bound);

}  // namespace threadmirror::sync
