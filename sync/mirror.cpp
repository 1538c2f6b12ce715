#include "sync/mirror.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sync/portal.hpp"
#include "sync/streams.hpp"
#include "sync/verdict.hpp"

namespace threadmirror::sync {

using boost::asio::awaitable;
using core::Result;
using core::Status;

namespace {

// A reader calls the mirror stalled when the last successful poll is older than this: some polls may fail,
// and freshness is written down only every `persist_interval`.
std::chrono::seconds stalled_after(const EngineOptions& options) {
  const auto age = 3 * options.poll_interval + 2 * options.persist_interval;
  return std::chrono::ceil<std::chrono::seconds>(age);
}

// Removes checkpoints of inboxes that are not mirrored any more: they would look stale for ever. In the
// store's thread.
Status forget_other_streams(storage::MirrorStore& store, const std::vector<std::string>& wanted) {
  const Result<std::vector<storage::StreamState>> stored = store.streams();
  if (!stored) return core::fail(stored.error());
  std::vector<std::string> others;
  for (const storage::StreamState& state : *stored) {
    if (std::find(wanted.begin(), wanted.end(), state.stream) == wanted.end()) others.push_back(state.stream);
  }
  return others.empty() ? Status{} : store.forget_streams(std::move(others));
}

// A reconcile as a job without a result.
awaitable<Status> reconcile_into(World& world, ReconcileOptions options, ReconcileReport& report) {
  Result<ReconcileReport> outcome = co_await reconcile(world, options);
  if (!outcome) co_return core::fail(outcome.error());
  report = std::move(*outcome);
  co_return Status{};
}

}  // namespace

awaitable<Status> Mirror::prepare() {
  Status resumed = co_await keeper_.resume();
  if (!resumed) co_return resumed;
  Status verified = co_await verify_portal(world_);
  if (!verified) co_return verified;
  co_await keeper_.begin();
  const std::string seconds = std::to_string(stalled_after(world_.options).count());
  auto write = [seconds, names = stream_names(world_.options.inbox_ids)](storage::MirrorStore& s) {
    const Status forgotten = forget_other_streams(s, names);
    return forgotten ? s.set_info(kStalledAfterKey, seconds) : forgotten;
  };
  Status written = co_await world_.store.call(std::move(write));
  if (!written) co_return written;
  co_return co_await note_reconcile_schedule(world_);
}

awaitable<Status> Mirror::begin() {
  Status prepared = co_await prepare();
  if (!prepared) co_return prepared;
  // The watermark must stand before the first page of the past does, or a crash in between would lose the
  // messages that came meanwhile.
  co_return co_await tail_.poll();
}

awaitable<Status> Mirror::keep_beginning() {
  for (int failures = 0;;) {
    Status begun = co_await begin();
    if (begun || ends_daemon(begun.error().code())) co_return begun;
    world_.telemetry.sign(storage::RunKind::kTail, world_.clock.steady_now());
    const auto rest = rest_after(++failures, std::chrono::minutes(5), world_.random);
    world_.log.warning("the upstream can't be used yet",
                       {{"reason", begun.error()}, {"next_try_in_ms", rest.count()}});
    co_await notes_.trouble(begun.error());
    co_await world_.waiter.wait(rest);
    co_await until_allowed(world_.api, world_.clock, world_.waiter, api::Priority::kTail);
  }
}

awaitable<Status> Mirror::beside_tail(awaitable<Status> job) {
  return beside_tail(std::move(job), world_.options.poll_interval);
}

awaitable<Status> Mirror::beside_tail(awaitable<Status> job, std::chrono::milliseconds pause) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto race = std::move(job) || tail_.keep_polling(pause);
  const std::variant<Status, Status> ended = co_await std::move(race);
  Status outcome = std::visit([](const Status& s) { return s; }, ended);
  if (!outcome) co_return outcome;
  co_return co_await tail_.poll();
}

awaitable<Status> Mirror::ensure_backfilled(Progress* progress) {
  const Result<bool> complete = co_await backfill_is_complete(world_);
  if (!complete) co_return core::fail(complete.error());
  if (*complete) co_return Status{};
  co_return co_await beside_tail(backfill(world_, SweepStart::kWhereNeverFinished, progress));
}

awaitable<Status> Mirror::conclude(Status outcome) {
  co_await keeper_.save();
  if (outcome) {
    co_await notes_.all_well();
  } else if (outcome.error().code() == core::ErrorCode::kWrongPortal) {
    co_return outcome;  // not this database's trouble: nothing is written into it
  } else if (ends_daemon(outcome.error().code())) {
    co_await notes_.attention(outcome.error());
  } else {
    co_await notes_.trouble(outcome.error());
  }
  co_return outcome;
}

awaitable<Status> Mirror::fill_first(Progress* progress) {
  const Result<bool> wanted = co_await fill_is_wanted(world_);
  if (!wanted) co_return core::fail(wanted.error());
  if (!*wanted) co_return co_await tail_.poll();
  // The fast path need not wait for the first poll: the sweep that reads everything again does.
  co_return co_await beside_tail(fill(world_, progress), std::chrono::milliseconds(0));
}

awaitable<Status> Mirror::backfill_once(bool restart, Progress* progress) {
  Status outcome = co_await prepare();
  if (outcome && restart) outcome = co_await forget_backfill(world_);
  if (outcome) outcome = co_await fill_first(progress);
  if (outcome) outcome = co_await beside_tail(backfill(world_, SweepStart::kUnfinishedOrAll, progress));
  co_return co_await conclude(std::move(outcome));
}

awaitable<Status> Mirror::sync_once(Progress* progress) {
  Status outcome = co_await begin();
  if (outcome) outcome = co_await ensure_backfilled(progress);
  co_return co_await conclude(std::move(outcome));
}

awaitable<Status> Mirror::reconcile_once(ReconcileOptions options, ReconcileReport& report) {
  tail_.tell(options.observers.differences);  // what a poll mends is missing from the sweep's findings
  Status outcome = co_await begin();
  if (outcome) outcome = co_await ensure_backfilled(options.observers.progress);
  if (outcome) outcome = co_await beside_tail(reconcile_into(world_, options, report));
  co_return co_await conclude(std::move(outcome));
}

awaitable<Status> Mirror::keep_sweeping(Progress* progress) {
  Status outcome = co_await keep_backfilling(world_, progress);
  if (!outcome) co_return outcome;
  co_return co_await keep_reconciling(world_, progress);
}

awaitable<Status> Mirror::serve(Progress* progress) {
  using namespace boost::asio::experimental::awaitable_operators;
  Status outcome = co_await keep_beginning();
  if (!outcome) co_return co_await conclude(std::move(outcome));
  co_await notes_.all_well();
  auto race = tail_.keep_polling(world_.options.poll_interval) || keep_sweeping(progress);
  const std::variant<Status, Status> ended = co_await std::move(race);
  outcome = std::visit([](const Status& s) { return s; }, ended);
  co_return co_await conclude(std::move(outcome));
}

}  // namespace threadmirror::sync
