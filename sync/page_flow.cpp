#include "sync/page_flow.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <optional>
#include <utility>

#include "sync/scope.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;

// Stores the step's page and, meanwhile, fetches the next one; without a next one, only stores.
awaitable<std::pair<Result<storage::PageOutcome>, std::optional<Fetched>>> store_and_fetch(
    World& world, CommitChain& chain, Step step, storage::RunCounters seen) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (!step.next) {
    Result<storage::PageOutcome> stored = co_await chain.commit(std::move(step.commit), seen);
    co_return std::pair(std::move(stored), std::optional<Fetched>());
  }
  auto both = chain.commit(std::move(step.commit), seen) && fetch(world, std::move(*step.next));
  auto [stored, fetched] = co_await std::move(both);
  co_return std::pair(std::move(stored), std::optional<Fetched>(std::move(fetched)));
}

void log_page(World& world, const storage::PageOutcome& outcome) {
  world.log.debug("page committed", {{"inserted", outcome.inserted},
                                     {"updated", outcome.updated},
                                     {"unchanged", outcome.unchanged},
                                     {"older", outcome.older},
                                     {"rejected", outcome.rejected}});
  if (outcome.rejected > 0) {
    world.log.warning("records set aside; see the table rejected_records", {{"records", outcome.rejected}});
  }
}

// Lets the pass decide on a page, and completes its commit with what the pass doesn't know.
Step decide(World& world, Pass& pass, Fetched fetched, const Observers& observers) {
  Step step = pass.take(std::move(*fetched.page), world.clock.now());
  const std::int64_t foreign = drop_foreign(step.commit.threads, world.options.inbox_ids);
  if (foreign > 0) {
    world.log.warning("upstream ignored the filter by inbox; what was not asked for is left out",
                      {{"listing", step.commit.listing}, {"threads", foreign}});
  }
  step.commit.asked_at = fetched.asked_at;
  step.commit.wants_differences = observers.differences != nullptr;
  return step;
}

void tell(const Observers& observers, const storage::PageOutcome& outcome, std::int64_t seen) {
  if (observers.differences != nullptr) {
    for (const storage::Difference& difference : outcome.differences) {
      observers.differences->take(difference);
    }
  }
  if (observers.progress == nullptr) return;
  observers.progress->pages += 1;
  observers.progress->threads += seen;
}

}  // namespace

awaitable<Fetched> fetch(World& world, api::PageRequest request) {
  Fetched fetched;
  fetched.asked_at = world.clock.now();
  fetched.page = co_await world.api.list(std::move(request));
  co_return std::move(fetched);
}

awaitable<Status> perform(World& world, Pass& pass, CommitChain& chain, Observers observers) {
  api::PageRequest first = pass.first();
  Fetched current = co_await fetch(world, std::move(first));
  for (;;) {
    if (!current.page) {
      std::optional<api::PageRequest> again = pass.recover(current.page.error());
      if (!again) co_return core::fail(current.page.error());
      world.log.warning("the listing starts anew", {{"reason", current.page.error()}});
      current = co_await fetch(world, std::move(*again));
      continue;
    }
    storage::RunCounters seen;
    seen.requests = current.page->requests;
    seen.pages = 1;
    seen.threads_seen = static_cast<std::int64_t>(current.page->threads.size());
    const std::int64_t records = seen.threads_seen + static_cast<std::int64_t>(current.page->rejected.size());
    Step step = decide(world, pass, std::move(current), observers);
    const std::optional<core::Error> cut_off = step.cut_off;

    auto [stored, fetched] = co_await store_and_fetch(world, chain, std::move(step), seen);
    if (!stored) co_return core::fail(stored.error());
    log_page(world, *stored);
    tell(observers, *stored, records);
    if (cut_off) co_return core::fail(*cut_off);
    if (!fetched) co_return Status{};
    current = std::move(*fetched);
  }
}

awaitable<Status> perform(World& world, Pass& pass, storage::Run& run, Observers observers) {
  CommitChain chain(world, run);
  Status outcome = co_await perform(world, pass, chain, observers);
  run = chain.run();
  co_return outcome;
}

}  // namespace threadmirror::sync
