// Makes sure that token and database belong to the same HubSpot account.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/result.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// Asks the upstream which portal the token belongs to. A new database is bound to it; a database of another
// portal is refused (kWrongPortal) before anything is written. A token that may not read the account's
// details (403, 404) passes with a warning, as the threads' scope does not include them. Other failures are
// returned.
boost::asio::awaitable<core::Status> verify_portal(World& world);

}  // namespace threadmirror::sync
