// Commits of several readers as one run.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

#include "core/result.hpp"
#include "storage/sync_types.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// Hands commits to the store in the order of the calls, each with the run as the one before left it. After
// one that failed no later one is made, so that what a commit says of its predecessors is true. Event loop's
// thread; calls may be under way side by side.
class CommitChain {
 public:
  CommitChain(World& world, storage::Run run);

  // `seen` raises the run's counters: what it took to fetch this page.
  boost::asio::awaitable<core::Result<storage::PageOutcome>> commit(storage::PageCommit page,
                                                                    storage::RunCounters seen);
  // The run after the latest commit. Only while no call is under way.
  const storage::Run& run() const { return state_->run; }

 private:
  // Touched in the store's thread only.
  struct State {
    storage::Run run;
    std::optional<core::Error> failure;
  };
  World& world_;
  storage::RunKind kind_;
  std::shared_ptr<State> state_;
};

}  // namespace threadmirror::sync
