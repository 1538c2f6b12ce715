// What the words of an order mean: which job of the engine it is.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/result.hpp"
#include "daemon/control/words.hpp"
#include "sync/mirror.hpp"

namespace threadmirror::daemon {

// The job, not begun yet. All references must outlive it; `report` is filled by a reconcile that succeeds.
boost::asio::awaitable<core::Status> carry_out(sync::Mirror& mirror, const control::Order& order,
                                               sync::Observers observers, sync::ReconcileReport& report);

}  // namespace threadmirror::daemon
