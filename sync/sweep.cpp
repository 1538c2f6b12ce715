#include "sync/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "sync/notes.hpp"
#include "sync/streams.hpp"
#include "sync/sweep_pass.hpp"
#include "sync/verdict.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using storage::StreamState;

constexpr storage::RunKind kKind = storage::RunKind::kBackfill;
constexpr std::chrono::milliseconds kLongestRest = std::chrono::minutes(10);

// A listing and how far it has come.
struct Assignment {
  api::Listing listing;
  StreamState state;
};

// Reads every listing's checkpoint, in the store's thread.
Result<std::vector<Assignment>> read_assignments(storage::MirrorStore& store,
                                                 std::vector<api::Listing> listings) {
  std::vector<Assignment> assignments;
  for (api::Listing& listing : listings) {
    const std::string stream = sweep_stream(kKind, listing);
    Result<std::optional<StreamState>> state = store.stream(stream);
    if (!state) return core::fail(state.error());
    StreamState fresh;
    fresh.stream = stream;
    assignments.push_back({std::move(listing), state->value_or(fresh)});
  }
  return assignments;
}

bool never_finished(const Assignment& assignment) { return !assignment.state.finished_at; }
bool left_over(const Assignment& assignment) {
  return assignment.state.in_progress || never_finished(assignment);
}

// Forgets how far an earlier backfill came, in the store's thread.
Status begin_anew(storage::MirrorStore& store) {
  const Status forgotten = store.forget_streams(std::string(storage::to_string(kKind)) + "/");
  return forgotten ? store.set_info(kBackfillCompletedKey, std::nullopt) : forgotten;
}

// Writes down that the backfill is complete, unless that stands already; takes it back when it is not.
Status note_completeness(storage::MirrorStore& store, bool complete, core::Timestamp now) {
  const Result<std::optional<std::string>> known = store.info(kBackfillCompletedKey);
  if (!known) return core::fail(known.error());
  if (known->has_value() == complete) return {};
  return store.set_info(kBackfillCompletedKey,
                        complete ? std::optional<std::string>(now.to_string()) : std::nullopt);
}

awaitable<Result<std::vector<Assignment>>> load(World& world) {
  auto read = [listings = sweep_listings(world.options.inbox_ids)](storage::MirrorStore& s) {
    return read_assignments(s, listings);
  };
  co_return co_await world.store.call(std::move(read));
}

// The part of `all` that this sweep has to walk through.
std::vector<Assignment> choose(const std::vector<Assignment>& all, SweepStart start) {
  std::vector<Assignment> chosen;
  const auto wanted = start == SweepStart::kWhereNeverFinished ? never_finished : left_over;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), wanted);
  if (chosen.empty() && start == SweepStart::kUnfinishedOrAll) return all;
  return chosen;
}

// Walks through the chosen listings, one after the other.
awaitable<Status> walk(World& world, std::vector<Assignment> chosen, storage::Run& run, Progress* progress) {
  for (Assignment& assignment : chosen) {
    if (progress != nullptr) {
      progress->listing = api::to_string(assignment.listing);
      if (assignment.state.in_progress) {
        progress->earlier_pages += assignment.state.pages;
        progress->earlier_threads += assignment.state.threads;
        progress->pages += assignment.state.pages;
        progress->threads += assignment.state.threads;
      }
    }
    if (assignment.state.in_progress) {
      world.log.info("backfill resumes", {{"listing", api::to_string(assignment.listing)},
                                          {"pages_committed", assignment.state.pages},
                                          {"threads", assignment.state.threads}});
    }
    SweepPass pass(assignment.listing, assignment.state, world.clock.now());
    Status outcome = co_await perform(world, pass, run, progress);
    if (!outcome) co_return outcome;
    world.log.info("listing finished", {{"listing", api::to_string(assignment.listing)},
                                        {"pages", pass.state().pages},
                                        {"threads", pass.state().threads}});
  }
  co_return Status{};
}

awaitable<Status> save(World& world, storage::Run& run) {
  auto write = [run](storage::MirrorStore& s) { return s.save_run(run); };
  Result<storage::Run> saved = co_await world.store.call(std::move(write));
  if (!saved) co_return core::fail(saved.error());
  run = std::move(*saved);
  co_return Status{};
}

// Walks, with a row in `sync_runs` around it.
awaitable<Status> walk_as_run(World& world, std::vector<Assignment> chosen, Progress* progress) {
  storage::Run run;
  run.kind = kKind;
  run.started_at = world.clock.now();
  Status begun = co_await save(world, run);
  if (!begun) co_return begun;
  Status outcome = co_await walk(world, std::move(chosen), run, progress);
  run.finished_at = world.clock.now();
  run.outcome = outcome ? storage::RunOutcome::kOk : storage::RunOutcome::kFailed;
  if (!outcome) run.error = outcome.error().text();
  const Status ended = co_await save(world, run);
  co_return outcome ? ended : outcome;
}

}  // namespace

awaitable<Result<bool>> backfill_is_complete(World& world) {
  const Result<std::vector<Assignment>> all = co_await load(world);
  if (!all) co_return core::fail(all.error());
  const bool complete = std::none_of(all->begin(), all->end(), never_finished);
  const Status noted =
      co_await world.store.call([complete, now = world.clock.now()](storage::MirrorStore& s) {
        return note_completeness(s, complete, now);
      });
  if (!noted) co_return core::fail(noted.error());
  co_return complete;
}

awaitable<Status> backfill(World& world, SweepStart start, Progress* progress) {
  if (start == SweepStart::kAnew) {
    Status forgotten = co_await world.store.call([](storage::MirrorStore& s) { return begin_anew(s); });
    if (!forgotten) co_return forgotten;
  }
  const Result<std::vector<Assignment>> all = co_await load(world);
  if (!all) co_return core::fail(all.error());
  std::vector<Assignment> chosen = choose(*all, start);
  if (!chosen.empty()) {
    Status outcome = co_await walk_as_run(world, std::move(chosen), progress);
    if (!outcome) co_return outcome;
  }
  const Result<bool> complete = co_await backfill_is_complete(world);
  if (!complete) co_return core::fail(complete.error());
  if (!*complete)
    co_return core::fail(core::ErrorCode::kInternal, "the backfill ended without being complete");
  co_return Status{};
}

awaitable<Status> keep_backfilling(World& world, Progress* progress) {
  for (int failures = 0;;) {
    if (progress != nullptr) *progress = Progress{};
    const Status outcome = co_await backfill(world, SweepStart::kWhereNeverFinished, progress);
    if (outcome || ends_daemon(outcome.error().code())) co_return outcome;
    const auto rest = rest_after(++failures, kLongestRest, world.random);
    world.log.warning("backfill interrupted; it goes on from its last committed page",
                      {{"reason", outcome.error()}, {"next_try_in_ms", rest.count()}});
    co_await world.waiter.wait(rest);
  }
}

}  // namespace threadmirror::sync
