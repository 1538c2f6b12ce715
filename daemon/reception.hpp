// What the daemon does with those who come to its control socket.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "core/log.hpp"
#include "core/wait.hpp"
#include "daemon/control/channel.hpp"
#include "daemon/control/words.hpp"
#include "daemon/foreman.hpp"

namespace threadmirror::daemon {

// Event loop's thread. All arguments must outlive it and its coroutines.
class Reception {
 public:
  // `facts` is called anew for whoever asks.
  Reception(Foreman& foreman, std::function<control::DaemonFacts()> facts, core::Waiter& waiter,
            core::Log& log)
      : foreman_(foreman), facts_(std::move(facts)), waiter_(waiter), log_(log) {}

  // Reads what is asked for, has it done, tells of its progress and its end. Whoever hangs up gives the job
  // up.
  boost::asio::awaitable<void> attend(control::Channel& channel);

 private:
  boost::asio::awaitable<void> attend_order(control::Channel& channel, control::Order order);

  Foreman& foreman_;
  std::function<control::DaemonFacts()> facts_;
  core::Waiter& waiter_;
  core::Log& log_;
};

}  // namespace threadmirror::daemon
