#include "sync/reconcile.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "sync/ledger_keeper.hpp"
#include "sync/listing_walk.hpp"
#include "sync/notes.hpp"
#include "sync/reconcile_schedule.hpp"
#include "sync/settlement.hpp"
#include "sync/verdict.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using core::Timestamp;
using storage::MirrorStore;

constexpr storage::RunKind kKind = storage::RunKind::kReconcile;
constexpr std::chrono::milliseconds kLongestRest = std::chrono::minutes(10);
// What was read longer ago says too little about the present.
constexpr std::chrono::hours kStale{24};

Result<std::optional<Timestamp>> instant(MirrorStore& store, const char* key) {
  const Result<std::optional<std::string>> text = store.info(key);
  if (!text) return core::fail(text.error());
  return *text ? Timestamp::parse(**text) : std::nullopt;
}

awaitable<Result<bool>> is_worth_resuming(World& world) {
  const Result<std::optional<Timestamp>> since =
      co_await world.store.call([](MirrorStore& s) { return instant(s, storage::kReconcileStartedKey); });
  if (!since) co_return core::fail(since.error());
  if (!*since) co_return false;
  const auto age = world.clock.now() - **since;
  co_return age >= std::chrono::milliseconds(0) && age < kStale;
}

// Stores a commit that has no page.
awaitable<Status> commit(World& world, storage::PageCommit page, storage::Run& run) {
  page.run = run;
  page.observed_at = world.clock.now();
  auto write = [page = std::move(page)](MirrorStore& s) mutable { return s.commit(std::move(page)); };
  const Result<storage::PageOutcome> stored = co_await world.store.call(std::move(write));
  if (!stored) co_return core::fail(stored.error());
  run = *stored->run;
  co_return Status{};
}

// Sets all listings back to their first pages and opens the book of sightings.
awaitable<Status> begin(World& world, std::vector<Assignment>& all, storage::Run& run) {
  storage::PageCommit page;
  page.sightings = storage::Sightings::kBegin;
  for (Assignment& assignment : all) {
    storage::StreamState& state = assignment.state;
    state.in_progress = true;
    state.cursor.reset();
    state.started_at = world.clock.now();
    state.pages = state.threads = state.restarts = 0;
    page.streams.push_back(state);
  }
  co_return co_await commit(world, std::move(page), run);
}

// The end, in one commit: the run, the verdict, no sightings any more.
awaitable<Status> conclude(World& world, const Settlement& settlement, storage::Run& run) {
  const Timestamp now = world.clock.now();
  run.finished_at = now;
  run.outcome = settlement.mass_delete_guard ? storage::RunOutcome::kFailed : storage::RunOutcome::kOk;
  run.error = settlement.mass_delete_guard.value_or("");
  storage::PageCommit page;
  page.sightings = storage::Sightings::kEnd;
  page.info = {{kMassDeleteGuardKey, settlement.mass_delete_guard}, {kReconcileErrorKey, std::nullopt}};
  if (!settlement.mass_delete_guard) page.info.emplace_back(kReconcileCompletedKey, now.to_string());
  co_return co_await commit(world, std::move(page), run);
}

awaitable<Result<Settlement>> sweep_and_settle(World& world, std::vector<Assignment> all,
                                               const ReconcileOptions& options, storage::Run& run) {
  std::vector<Assignment> left;
  std::copy_if(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()),
               std::back_inserter(left), [](const Assignment& a) { return a.state.in_progress; });
  Status walked = co_await walk(world, std::move(left), run, options.observers);
  if (!walked) co_return core::fail(walked.error());
  Result<Settlement> settled =
      co_await settle_missing(world, options.allow_mass_delete, run, options.observers);
  if (!settled) co_return core::fail(settled.error());
  Status concluded = co_await conclude(world, *settled, run);
  if (!concluded) co_return core::fail(concluded.error());
  co_return std::move(settled);
}

void log_end(World& world, const storage::RunCounters& counters, const Settlement& settlement) {
  if (settlement.mass_delete_guard) {
    world.log.error("reconcile ended, but deletions are not believed",
                    {{"reason", *settlement.mass_delete_guard}});
    return;
  }
  world.log.info("reconcile finished", {{"threads", counters.threads_seen},
                                        {"inserted", counters.inserted},
                                        {"updated", counters.updated},
                                        {"deleted", counters.deleted},
                                        {"requests", counters.requests}});
}

// What the next sweep will cost: as many pages as the last one had.
ReconcilePlan plan_of(const World& world, const std::vector<Assignment>& all) {
  const api::ApiStatistics statistics = world.api.statistics();
  ReconcilePlan plan{world.options.reconcile_interval, world.options.daily_reserve, 0, statistics.rate.daily};
  for (const Assignment& assignment : all) plan.requests += assignment.state.pages;
  return plan;
}

// When the mirror last was as good as a reconcile makes it, or a reconcile was last given up as unbelievable.
std::optional<Timestamp> last_end(MirrorStore& store, const std::vector<Assignment>& all) {
  std::optional<Timestamp> latest;
  const auto consider = [&latest](std::optional<Timestamp> instant) {
    if (instant) latest = latest ? std::max(*latest, *instant) : *instant;
  };
  for (const char* key : {kReconcileCompletedKey, kBackfillCompletedKey}) {
    consider(instant(store, key).value_or(std::nullopt));
  }
  const bool swept = std::all_of(all.begin(), all.end(), [](const Assignment& a) {
    return a.state.finished_at && !a.state.in_progress;
  });
  for (const Assignment& assignment : all) {
    if (swept) consider(assignment.state.finished_at);
  }
  return latest;
}

awaitable<Status> write_schedule(World& world, std::chrono::milliseconds interval) {
  const std::string seconds = std::to_string(reconcile_late_after(interval).count());
  auto write = [seconds](MirrorStore& s) { return s.set_info(kReconcileLateKey, seconds); };
  co_return co_await world.store.call(std::move(write));
}

struct NextReconcile {
  std::chrono::milliseconds interval{0};
  std::chrono::milliseconds pause{0};
};

awaitable<Result<NextReconcile>> next_reconcile(World& world) {
  Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  const Result<bool> under_way = co_await is_worth_resuming(world);
  if (!under_way) co_return core::fail(under_way.error());
  NextReconcile next;
  next.interval = stretched_interval(plan_of(world, *all));
  if (!*under_way) {
    auto read = [all = *all](MirrorStore& s) { return last_end(s, all); };
    const std::optional<Timestamp> last = co_await world.store.call(std::move(read));
    next.pause = until_due(last, world.clock.now(), next.interval);
  }
  co_return next;
}

awaitable<void> note_error(World& world, core::Error error) {
  auto write = [text = error.text()](MirrorStore& s) { return s.set_info(kReconcileErrorKey, text); };
  const Status written = co_await world.store.call(std::move(write));
  if (!written) world.log.warning("the cause could not be written down", {{"reason", written.error()}});
}

struct Attempt {
  Status outcome;
  std::chrono::milliseconds interval{0};
};

// Waits until a reconcile is due and performs it.
awaitable<Attempt> reconcile_when_due(World& world, Progress* progress) {
  Attempt attempt;
  const Result<NextReconcile> next = co_await next_reconcile(world);
  if (next) {
    attempt.interval = next->interval;
    attempt.outcome = co_await write_schedule(world, next->interval);
  } else {
    attempt.outcome = core::fail(next.error());
  }
  if (!attempt.outcome) co_return std::move(attempt);
  co_await world.waiter.wait(next->pause);
  co_await until_allowed(world.api, world.clock, world.waiter, api::Priority::kReconcile);
  if (progress != nullptr) *progress = Progress{};
  ReconcileOptions options;
  options.observers.progress = progress;
  const Result<ReconcileReport> report = co_await reconcile(world, options);
  if (report && progress != nullptr) *progress = Progress{};
  if (!report) attempt.outcome = core::fail(report.error());
  co_return std::move(attempt);
}

}  // namespace

awaitable<Result<ReconcileReport>> reconcile(World& world, ReconcileOptions options) {
  Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  const Result<bool> resumable = co_await is_worth_resuming(world);
  if (!resumable) co_return core::fail(resumable.error());

  storage::Run run;
  run.kind = kKind;
  run.started_at = world.clock.now();
  const bool resume = *resumable && options.start == ReconcileStart::kResume;
  // Not by a conditional expression: GCC 12 destroys what such a one awaits too early.
  Status begun;
  if (resume) {
    begun = co_await save(world, run);
  } else {
    begun = co_await begin(world, *all, run);
  }
  if (!begun) co_return core::fail(begun.error());

  Result<Settlement> settled = co_await sweep_and_settle(world, std::move(*all), options, run);
  world.telemetry.run_ended(kKind, settled && !settled->mass_delete_guard, world.clock);
  if (!settled) {
    run.finished_at = world.clock.now();
    run.outcome = storage::RunOutcome::kFailed;
    run.error = settled.error().text();
    const Status ended = co_await save(world, run);
    if (!ended) world.log.warning("the run's end could not be written down", {{"reason", ended.error()}});
    co_return core::fail(settled.error());
  }
  log_end(world, run.counters, *settled);
  co_return ReconcileReport{run.counters, std::move(settled->mass_delete_guard)};
}

awaitable<Status> keep_reconciling(World& world, Progress* progress) {
  for (int failures = 0;;) {
    const Attempt attempt = co_await reconcile_when_due(world, progress);
    if (attempt.outcome) {
      failures = 0;
      continue;
    }
    const core::Error& error = attempt.outcome.error();
    if (ends_daemon(error.code())) co_return attempt.outcome;
    const auto rest = std::max(rest_after(++failures, kLongestRest, world.random),
                               least_rest(error.code(), attempt.interval));
    world.log.warning("reconcile interrupted; it goes on from its last committed page",
                      {{"reason", error}, {"next_try_in_ms", rest.count()}});
    co_await note_error(world, error);
    co_await world.waiter.wait(rest);
    co_await until_allowed(world.api, world.clock, world.waiter, api::Priority::kReconcile);
  }
}

awaitable<Status> note_reconcile_schedule(World& world) {
  const Result<std::vector<Assignment>> all = co_await load_assignments(world, kKind);
  if (!all) co_return core::fail(all.error());
  co_return co_await write_schedule(world, stretched_interval(plan_of(world, *all)));
}

}  // namespace threadmirror::sync
