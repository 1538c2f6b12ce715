#include "sync/page_flow.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <optional>
#include <utility>

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;

awaitable<Result<storage::PageOutcome>> store(World& world, storage::PageCommit commit) {
  auto write = [commit = std::move(commit)](storage::MirrorStore& s) mutable {
    return s.commit(std::move(commit));
  };
  co_return co_await world.store.call(std::move(write));
}

// Stores the step's page and, meanwhile, fetches the next one; without a next one, only stores.
awaitable<std::pair<Result<storage::PageOutcome>, std::optional<Result<api::Page>>>> store_and_fetch(
    World& world, Step step) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (!step.next) {
    Result<storage::PageOutcome> stored = co_await store(world, std::move(step.commit));
    co_return std::pair(std::move(stored), std::optional<Result<api::Page>>());
  }
  auto both = store(world, std::move(step.commit)) && world.api.list(std::move(*step.next));
  auto [stored, fetched] = co_await std::move(both);
  co_return std::pair(std::move(stored), std::optional<Result<api::Page>>(std::move(fetched)));
}

void log_page(World& world, const storage::PageOutcome& outcome) {
  world.log.debug("page committed", {{"inserted", outcome.inserted},
                                     {"updated", outcome.updated},
                                     {"unchanged", outcome.unchanged},
                                     {"rejected", outcome.rejected}});
  if (outcome.rejected > 0) {
    world.log.warning("records set aside; see the table rejected_records", {{"records", outcome.rejected}});
  }
}

}  // namespace

awaitable<Status> perform(World& world, Pass& pass, storage::Run& run, Progress* progress) {
  api::PageRequest first = pass.first();
  Result<api::Page> page = co_await world.api.list(std::move(first));
  for (;;) {
    if (!page) {
      std::optional<api::PageRequest> again = pass.recover(page.error());
      if (!again) co_return core::fail(page.error());
      world.log.warning("the listing starts anew", {{"reason", page.error()}});
      page = co_await world.api.list(std::move(*again));
      continue;
    }
    run.counters.requests += page->requests;
    run.counters.pages += 1;
    run.counters.threads_seen += static_cast<std::int64_t>(page->threads.size());
    const std::int64_t seen = static_cast<std::int64_t>(page->threads.size() + page->rejected.size());
    Step step = pass.take(std::move(*page), world.clock.now());
    const std::optional<core::Error> cut_off = step.cut_off;
    step.commit.run = run;

    auto [stored, fetched] = co_await store_and_fetch(world, std::move(step));
    if (!stored) co_return core::fail(stored.error());
    if (stored->run) run = *stored->run;
    log_page(world, *stored);
    if (progress != nullptr) {
      progress->pages += 1;
      progress->threads += seen;
    }
    if (cut_off) co_return core::fail(*cut_off);
    if (!fetched) co_return Status{};
    page = std::move(*fetched);
  }
}

}  // namespace threadmirror::sync
