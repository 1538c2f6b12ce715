// Deadlines for whatever goes on on a socket: when one passes, the socket is closed, and all that waits on it
// ends.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>

#include "core/clock.hpp"

namespace threadmirror::sync::http {

// Watches one socket at a time. A total deadline, which progress does not move, and, where wanted, a limit on
// the time without progress. From the executor's thread only; may be destroyed while it watches.
class Watchdog {
 public:
  enum class Bite { kNone, kDeadline, kStall };
  static constexpr std::chrono::milliseconds kNoStallLimit = std::chrono::milliseconds::max();

  explicit Watchdog(boost::asio::any_io_executor executor);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Starts watching (anew). `socket` must live until disarm() or until the watchdog goes.
  void arm(boost::asio::ip::tcp::socket& socket, core::SteadyTime deadline,
           std::chrono::milliseconds stall_limit = kNoStallLimit);
  // A byte moved: the time without progress begins anew. Cheap.
  void touch();
  void disarm();
  // Which limit was passed since arm(), if any.
  Bite bite() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace threadmirror::sync::http
