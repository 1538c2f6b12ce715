// Runs one job under the process's signals, and takes everything down in order afterwards.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "core/log.hpp"
#include "core/result.hpp"
#include "daemon/runtime.hpp"

namespace threadmirror::daemon {

// How a job ended.
struct JobEnd {
  core::Status outcome;  // kCancelled when a signal stopped it
  bool stopped_by_signal = false;
};

// Who wants to know of signals; called on the event loop, between other work. An empty function: nobody.
struct SignalNews {
  std::function<void()> stopping;  // SIGTERM or SIGINT has come, and the job is being cancelled
  // SIGHUP has come; at most once a second, for all that have come until then. Must not throw.
  std::function<void()> hangup;
};

// Runs `job` on the errand's event loop in this thread until it ends, or until SIGTERM or SIGINT cancels it.
// `beside` runs along (progress) and is cancelled with the job. SIGHUP goes to `news`. A
// second signal, or four seconds without an end, leaves at once with exit status `hurried_exit`.
JobEnd run_errand(Errand& errand, boost::asio::awaitable<core::Status> job,
                  boost::asio::awaitable<void> beside, int hurried_exit, core::Log& log,
                  SignalNews news = {});

// The same for a job that writes. The designed shutdown: cancel the job; let the commit that is under way
// finish; join the writer; end the runs that are open; checkpoint and close the database. Leaving at once is
// safe at any moment, as a crash is.
JobEnd run_job(Runtime& runtime, boost::asio::awaitable<core::Status> job,
               boost::asio::awaitable<void> beside, int hurried_exit, core::Log& log, SignalNews news = {});

}  // namespace threadmirror::daemon
