// The command's side: has a running daemon do the job.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "daemon/control/words.hpp"
#include "sync/difference_sink.hpp"

namespace threadmirror::daemon::control {

// Who wants to know what happens meanwhile; all may be empty.
struct Listeners {
  sync::Progress* progress = nullptr;
  sync::DifferenceSink* differences = nullptr;
  std::function<void(const std::string&)> waiting{};  // in words: why the job has not begun
};

// Asks the daemon that listens at `socket` for the job and returns its end. Cancelled, it hangs up, and the
// daemon gives the job up. A failure of the way to the daemon is a failure of the job: kInstanceRunning where
// it can't be asked, kCancelled where it ended before the job did.
boost::asio::awaitable<JobResult> have_done(std::filesystem::path socket, Order order, Listeners listeners);

// What the daemon tells of itself. Fails as above; kTimeout where it does not answer within two seconds.
boost::asio::awaitable<core::Result<DaemonFacts>> ask_facts(std::filesystem::path socket);

}  // namespace threadmirror::daemon::control
