// The real Waiter: timers of the event loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "core/wait.hpp"

namespace threadmirror::sync::http {

// Waits on timers of `executor`, whose context must outlive the waits.
std::unique_ptr<core::Waiter> create_timer_waiter(boost::asio::any_io_executor executor);

}  // namespace threadmirror::sync::http
