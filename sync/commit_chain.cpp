#include "sync/commit_chain.hpp"

#include <utility>

namespace threadmirror::sync {

using boost::asio::awaitable;
using core::Result;

CommitChain::CommitChain(World& world, storage::Run run)
    : world_(world), kind_(run.kind), state_(std::make_shared<State>(State{std::move(run), std::nullopt})) {}

awaitable<Result<storage::PageOutcome>> CommitChain::commit(storage::PageCommit page,
                                                            storage::RunCounters seen) {
  auto write = [state = state_, page = std::move(page),
                seen](storage::MirrorStore& store) mutable -> Result<storage::PageOutcome> {
    if (state->failure) return core::fail(*state->failure);
    storage::Run run = state->run;
    run.counters.requests += seen.requests;
    run.counters.pages += seen.pages;
    run.counters.threads_seen += seen.threads_seen;
    page.run = std::move(run);
    Result<storage::PageOutcome> outcome = store.commit(std::move(page));
    if (!outcome) {
      state->failure = outcome.error();
    } else if (outcome->run) {
      state->run = *outcome->run;
    }
    return outcome;
  };
  Result<storage::PageOutcome> outcome = co_await world_.store.call(std::move(write));
  if (outcome) world_.telemetry.page(kind_, seen, *outcome, world_.clock.steady_now());
  co_return std::move(outcome);
}

}  // namespace threadmirror::sync
