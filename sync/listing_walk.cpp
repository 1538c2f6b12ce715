#include "sync/listing_walk.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <deque>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "sync/commit_chain.hpp"
#include "sync/streams.hpp"
#include "sync/sweep_pass.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using storage::StreamState;

// Reads every listing's checkpoint, in the store's thread.
Result<std::vector<Assignment>> read_assignments(storage::MirrorStore& store, storage::RunKind kind,
                                                 std::vector<api::Listing> listings) {
  std::vector<Assignment> assignments;
  for (api::Listing& listing : listings) {
    const std::string stream = sweep_stream(kind, listing);
    Result<std::optional<StreamState>> state = store.stream(stream);
    if (!state) return core::fail(state.error());
    StreamState fresh;
    fresh.stream = stream;
    assignments.push_back({std::move(listing), state->value_or(fresh)});
  }
  return assignments;
}

void show_start(const Assignment& assignment, storage::RunKind kind, Progress& progress) {
  progress.kind = kind;
  progress.listing = api::to_string(assignment.listing);
  if (!assignment.state.in_progress) return;
  progress.earlier_pages += assignment.state.pages;
  progress.earlier_threads += assignment.state.threads;
  progress.pages += assignment.state.pages;
  progress.threads += assignment.state.threads;
}

void log_start(World& world, const Assignment& assignment, storage::RunKind kind) {
  if (assignment.state.pages == 0 || !assignment.state.in_progress) return;
  world.log.info(std::string(storage::to_string(kind)) + " resumes",
                 {{"listing", api::to_string(assignment.listing)},
                  {"pages_committed", assignment.state.pages},
                  {"threads", assignment.state.threads}});
}

// A walk under way.
struct Walk {
  World& world;
  storage::RunKind kind;
  CommitChain chain;
  Observers observers;
  std::deque<Assignment> left;
};

// Reads listing after listing, as long as there are any.
awaitable<Status> walk_listings(Walk& walk) {
  while (!walk.left.empty()) {
    const Assignment assignment = std::move(walk.left.front());
    walk.left.pop_front();
    if (walk.observers.progress != nullptr) show_start(assignment, walk.kind, *walk.observers.progress);
    log_start(walk.world, assignment, walk.kind);
    const auto priority =
        walk.kind == storage::RunKind::kBackfill ? api::Priority::kBackfill : api::Priority::kReconcile;
    SweepPass pass(assignment.listing, assignment.state, walk.world.clock.now(), priority);
    Status outcome = co_await perform(walk.world, pass, walk.chain, walk.observers);
    if (!outcome) {
      walk.left.clear();
      co_return outcome;
    }
    walk.world.log.debug("listing finished", {{"sweep", storage::to_string(walk.kind)},
                                              {"listing", api::to_string(assignment.listing)},
                                              {"pages", pass.state().pages},
                                              {"threads", pass.state().threads}});
  }
  co_return Status{};
}

}  // namespace

awaitable<Result<std::vector<Assignment>>> load_assignments(World& world, storage::RunKind kind) {
  auto read = [kind, listings = sweep_listings(world.options.inbox_ids)](storage::MirrorStore& s) {
    return read_assignments(s, kind, listings);
  };
  co_return co_await world.store.call(std::move(read));
}

awaitable<Status> walk(World& world, std::vector<Assignment> chosen, storage::Run& run, Observers observers) {
  Walk walk{world, run.kind, CommitChain(world, run), observers, {}};
  std::move(chosen.begin(), chosen.end(), std::back_inserter(walk.left));
  const bool side_by_side = world.options.max_in_flight > 1 && walk.left.size() > 1;
  Status outcome;
  if (side_by_side) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto both = walk_listings(walk) && walk_listings(walk);
    const auto [one, other] = co_await std::move(both);
    outcome = one ? other : one;
  } else {
    outcome = co_await walk_listings(walk);
  }
  run = walk.chain.run();
  co_return outcome;
}

awaitable<Status> save(World& world, storage::Run& run) {
  auto write = [run](storage::MirrorStore& s) { return s.save_run(run); };
  Result<storage::Run> saved = co_await world.store.call(std::move(write));
  if (!saved) co_return core::fail(saved.error());
  run = std::move(*saved);
  co_return Status{};
}

}  // namespace threadmirror::sync
