#include "sync/backfill.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/head_start.hpp"
#include "sync/ledger_keeper.hpp"
#include "sync/listing_walk.hpp"
#include "sync/notes.hpp"
#include "sync/streams.hpp"
#include "sync/verdict.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;

constexpr storage::RunKind kKind = storage::RunKind::kBackfill;
constexpr std::chrono::milliseconds kLongestRest = std::chrono::minutes(10);

bool never_finished(const Assignment& assignment) { return !assignment.state.finished_at; }
bool left_over(const Assignment& assignment) {
  return assignment.state.in_progress || never_finished(assignment);
}

// Forgets how far an earlier backfill came, in the store's thread.
Status forget_progress(storage::MirrorStore& store, std::vector<std::string> streams) {
  Status forgotten = store.forget_streams(std::move(streams));
  for (const char* key : {kBackfillCompletedKey, kBackfillFilledKey, kHeadStartKey}) {
    if (forgotten) forgotten = store.set_info(key, std::nullopt);
  }
  return forgotten;
}

// Writes down that the backfill is complete, unless that stands already; takes it back when it is not.
Status note_completeness(storage::MirrorStore& store, bool complete, core::Timestamp now) {
  const Result<std::optional<std::string>> known = store.info(kBackfillCompletedKey);
  if (!known) return core::fail(known.error());
  if (known->has_value() == complete) return {};
  if (!complete) return store.set_info(kBackfillCompletedKey, std::nullopt);
  const Result<std::optional<std::string>> filled = store.info(kBackfillFilledKey);
  if (!filled) return core::fail(filled.error());
  if (!*filled) {
    if (Status noted = store.set_info(kBackfillFilledKey, now.to_string()); !noted) return noted;
  }
  return store.set_info(kBackfillCompletedKey, now.to_string());
}

// The part of `all` that this sweep has to walk through. A backfill of which only the last word is missing,
// that it is complete, has to walk through nothing.
std::vector<Assignment> choose(const std::vector<Assignment>& all, SweepStart start, bool was_complete) {
  std::vector<Assignment> chosen;
  const auto wanted = start == SweepStart::kWhereNeverFinished ? never_finished : left_over;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), wanted);
  if (chosen.empty() && start == SweepStart::kUnfinishedOrAll && was_complete) return all;
  return chosen;
}

// The index is cheapest once most rows are there.
awaitable<Status> build_index(World& world) {
  co_return co_await world.store.call([](storage::MirrorStore& s) { return s.build_index(); });
}

bool untouched(const Assignment& assignment) {
  return never_finished(assignment) && !assignment.state.in_progress;
}

// A part of the backfill, with its row in `sync_runs`.
using Part = std::function<awaitable<Status>(storage::Run&)>;

awaitable<Status> perform_as_run(World& world, Part part) {
  storage::Run run;
  run.kind = kKind;
  run.started_at = world.clock.now();
  Status begun = co_await save(world, run);
  if (!begun) co_return begun;
  Status outcome = co_await part(run);
  world.telemetry.run_ended(kKind, outcome.has_value(), world.clock);
  run.finished_at = world.clock.now();
  run.outcome = outcome ? storage::RunOutcome::kOk : storage::RunOutcome::kFailed;
  if (!outcome) run.error = outcome.error().text();
  const Status ended = co_await save(world, run);
  co_return outcome ? ended : outcome;
}

}  // namespace

awaitable<Result<bool>> backfill_is_complete(World& world) {
  const Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  const bool complete = std::none_of(all->begin(), all->end(), never_finished);
  const Status noted =
      co_await world.store.call([complete, now = world.clock.now()](storage::MirrorStore& s) {
        return note_completeness(s, complete, now);
      });
  if (!noted) co_return core::fail(noted.error());
  if (complete) {
    const Status built = co_await build_index(world);
    if (!built) co_return core::fail(built.error());
  }
  co_return complete;
}

awaitable<Status> forget_backfill(World& world) {
  auto forget = [names = sweep_stream_names(kKind, world.options.inbox_ids)](storage::MirrorStore& s) {
    return forget_progress(s, names);
  };
  co_return co_await world.store.call(std::move(forget));
}

awaitable<Result<bool>> fill_is_wanted(World& world) {
  const Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  if (!std::all_of(all->begin(), all->end(), untouched)) co_return false;
  co_return co_await head_start_is_wanted(world);
}

awaitable<Status> fill(World& world, Progress* progress) {
  const Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  if (!std::all_of(all->begin(), all->end(), untouched)) co_return Status{};
  Status outcome = co_await world.store.call([](storage::MirrorStore& s) { return s.defer_index(); });
  if (!outcome) co_return outcome;
  const Result<bool> wanted = co_await head_start_is_wanted(world);
  if (!wanted) co_return core::fail(wanted.error());
  if (!*wanted) co_return Status{};
  std::vector<api::Listing> listings;
  for (const Assignment& assignment : *all) listings.push_back(assignment.listing);
  bool filled = false;
  auto part = [&](storage::Run& run) { return head_start(world, listings, run, progress, filled); };
  outcome = co_await perform_as_run(world, std::move(part));
  if (outcome && filled) outcome = co_await build_index(world);
  if (!outcome || progress == nullptr) co_return outcome;
  if (filled) progress->filled = {progress->pages, progress->threads};
  progress->pages = progress->threads = 0;
  co_return outcome;
}

awaitable<Status> backfill(World& world, SweepStart start, Progress* progress) {
  Status filled = co_await fill(world, progress);
  if (!filled) co_return filled;
  const Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  const Result<std::optional<std::string>> completed =
      co_await world.store.call([](storage::MirrorStore& s) { return s.info(kBackfillCompletedKey); });
  if (!completed) co_return core::fail(completed.error());
  std::vector<Assignment> chosen = choose(*all, start, completed->has_value());
  if (!chosen.empty()) {
    auto part = [&](storage::Run& run) {
      return walk(world, std::move(chosen), run, Observers{progress, nullptr});
    };
    Status outcome = co_await perform_as_run(world, std::move(part));
    if (!outcome) co_return outcome;
  }
  const Result<bool> complete = co_await backfill_is_complete(world);
  if (!complete) co_return core::fail(complete.error());
  if (!*complete)
    co_return core::fail(core::ErrorCode::kInternal, "the backfill ended without being complete");
  co_return Status{};
}

namespace {

// What this process brought of it; an earlier one may have brought the rest.
void log_end(World& world) {
  const storage::RunCounters& counters = world.telemetry.of(kKind).counters;
  world.log.info("backfill finished: every thread is mirrored", {{"inserted", counters.inserted},
                                                                 {"updated", counters.updated},
                                                                 {"rejected", counters.rejected},
                                                                 {"requests", counters.requests}});
}

}  // namespace

awaitable<Status> keep_backfilling(World& world, Progress* progress) {
  for (int failures = 0;;) {
    if (progress != nullptr) *progress = Progress{};
    const std::int64_t begun = world.telemetry.of(kKind).succeeded;
    const Status outcome = co_await backfill(world, SweepStart::kWhereNeverFinished, progress);
    if (outcome && world.telemetry.of(kKind).succeeded > begun) log_end(world);
    if (outcome && progress != nullptr) *progress = Progress{};
    if (outcome || ends_daemon(outcome.error().code())) co_return outcome;
    const auto rest = std::max(rest_after(++failures, kLongestRest, world.random),
                               least_rest(outcome.error().code(), world.options.reconcile_interval));
    world.log.warning("backfill interrupted; it goes on from its last committed page",
                      {{"reason", outcome.error()}, {"next_try_in_ms", rest.count()}});
    co_await world.waiter.wait(rest);
    co_await until_allowed(world.api, world.clock, world.waiter, api::Priority::kBackfill);
  }
}

}  // namespace threadmirror::sync
