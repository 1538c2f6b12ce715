// Reads the engine's progress now and then and shows it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "core/clock.hpp"
#include "core/wait.hpp"
#include "daemon/output/progress.hpp"
#include "daemon/surroundings.hpp"
#include "sync/page_flow.hpp"

namespace threadmirror::daemon {

// What the job is called, and whether it goes on where it was interrupted.
struct ProgressWords {
  std::string title = "backfill";
  bool resumes = true;
};

// Runs on the engine's thread, beside it; all arguments must outlive it.
class ProgressWatch {
 public:
  ProgressWatch(const sync::Progress& progress, const core::Clock& clock, core::Waiter& waiter,
                const Surroundings& around, ProgressWords words = {});

  // For a one-shot command: a bar on a terminal, a line now and then elsewhere, from the first page on. Until
  // cancelled.
  boost::asio::awaitable<void> show();
  // For the daemon: a log line a minute while a backfill is under way, one in ten minutes of a reconcile.
  // Until cancelled.
  boost::asio::awaitable<void> narrate();
  // After the job: says how it ended, if anything was shown.
  void finish(output::ProgressEnd end);

 private:
  output::ProgressCounts counts() const;
  void begin();
  void begin_proof();

  const sync::Progress& progress_;
  const core::Clock& clock_;
  core::Waiter& waiter_;
  const Surroundings& around_;
  ProgressWords words_;
  std::unique_ptr<output::Progress> view_;
  bool shows_proof_ = false;
};

}  // namespace threadmirror::daemon
