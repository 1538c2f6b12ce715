// The daemon's work: it serves, and in between does what commands ask for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "daemon/control/event.hpp"
#include "daemon/control/words.hpp"
#include "sync/difference_sink.hpp"
#include "sync/mirror.hpp"
#include "sync/world.hpp"

namespace threadmirror::daemon {

// Jobs are done one at a time, in the order in which they were asked for, each exactly as the command of its
// name does it; serving is interrupted for that, at its last commit, and goes on afterwards. Event loop's
// thread. `world` and `progress` must outlive it, and it must outlive its coroutines.
class Foreman {
 public:
  // `progress`: of whatever is under way.
  Foreman(sync::World& world, sync::Progress& progress, const boost::asio::any_io_executor& executor);
  ~Foreman();
  Foreman(const Foreman&) = delete;
  Foreman& operator=(const Foreman&) = delete;

  // Returns only with a failure that ends the daemon.
  boost::asio::awaitable<core::Status> work();

  // Has the job done, when its turn has come. `differences` may be null. Cancelled, the job is given up; what
  // it has committed stays.
  boost::asio::awaitable<control::JobResult> perform(control::Order order, sync::DifferenceSink* differences);

  // What is under way, in words: "polling", "reconcile, active: 12,000 threads".
  std::string activity() const;
  // The job that is being done for somebody; "" while there is none.
  std::string current_job() const;
  const sync::Progress& progress() const { return progress_; }

 private:
  struct Pending;
  boost::asio::awaitable<core::Status> serve_until_asked();
  boost::asio::awaitable<void> carry_out(std::shared_ptr<Pending> pending);

  sync::World& world_;
  sync::Progress& progress_;
  boost::asio::any_io_executor executor_;
  control::Event asked_;
  std::deque<std::shared_ptr<Pending>> orders_;  // the first one is being done
};

}  // namespace threadmirror::daemon
