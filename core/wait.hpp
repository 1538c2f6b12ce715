// Waiting, as an interface: the real one sets timers, the simulated one moves the clock.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

namespace threadmirror::core {

// Lets a coroutine pause. Used from the event loop's thread only.
class Waiter {
 public:
  virtual ~Waiter() = default;
  // Returns after `duration` (at once if it is not positive). Asio's cancellation ends it early with
  // `boost::system::system_error(operation_aborted)`, the way in which every coroutine of ours is stopped.
  virtual boost::asio::awaitable<void> wait(std::chrono::milliseconds duration) = 0;
};

}  // namespace threadmirror::core
