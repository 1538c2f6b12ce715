#include "sync/tail.hpp"

#include <algorithm>
#include <utility>

#include "sync/ledger_keeper.hpp"
#include "sync/page_flow.hpp"
#include "sync/streams.hpp"
#include "sync/tail_pass.hpp"
#include "sync/verdict.hpp"

namespace threadmirror::sync {

using boost::asio::awaitable;
using core::Result;
using core::Status;

namespace {

// After failures the tail rests no longer than this, or a poll interval where that is longer.
constexpr std::chrono::milliseconds kLongestRest = std::chrono::minutes(5);

}  // namespace

awaitable<Status> Tail::poll() {
  // SQLite would go on writing into a file that was renamed or deleted.
  storage::Run run;
  run.kind = storage::RunKind::kTail;
  run.started_at = world_.clock.now();
  Status in_place = co_await world_.store.call([](storage::MirrorStore& s) { return s.check_file(); });
  if (!in_place) co_return co_await finish(std::move(run), std::move(in_place));
  for (const api::Listing& listing : tail_listings(world_.options.inbox_ids)) {
    Status outcome = co_await poll_listing(listing, run);
    if (!outcome) co_return co_await finish(std::move(run), std::move(outcome));
  }
  co_return co_await finish(std::move(run), Status{});
}

awaitable<Status> Tail::poll_listing(api::Listing listing, storage::Run& run) {
  const std::string stream = tail_stream(listing);
  Result<storage::StreamState> state = co_await load(stream);
  if (!state) co_return core::fail(state.error());

  const TailPassOptions options{world_.options.overlap, persist_is_due(*state)};
  TailPass pass(listing, *state, options, world_.clock.now());
  const Status outcome = co_await perform(world_, pass, run, Observers{nullptr, differences_});
  if (!pass.in_order()) {
    world_.log.warning(
        "the upstream ignored the order or the filter that was asked for; the poll stays right, "
        "but reads more than it should",
        {{"listing", stream}});
  }
  if (!outcome) {
    states_.erase(stream);  // what is stored is known no longer: read it again
    co_return outcome;
  }
  if (options.persist_when_quiet || pass.state().watermark != state->watermark) {
    persisted_at_[stream] = world_.clock.steady_now();
  }
  if (pass.state().watermark) world_.telemetry.watermark_at(*pass.state().watermark);
  states_[stream] = pass.state();
  co_return Status{};
}

awaitable<Result<storage::StreamState>> Tail::load(std::string stream) {
  if (const auto known = states_.find(stream); known != states_.end()) co_return known->second;
  auto read = [stream](storage::MirrorStore& s) { return s.stream(stream); };
  Result<std::optional<storage::StreamState>> stored = co_await world_.store.call(std::move(read));
  if (!stored) co_return core::fail(stored.error());
  storage::StreamState fresh;
  fresh.stream = stream;
  co_return stored->value_or(fresh);
}

bool Tail::persist_is_due(const storage::StreamState& state) const {
  const auto persisted = persisted_at_.find(state.stream);
  if (persisted == persisted_at_.end()) return true;
  const auto age = world_.clock.steady_now() - persisted->second;
  return age + world_.options.poll_interval > world_.options.persist_interval;
}

// Ends the run's row, where the poll has one.
awaitable<Status> Tail::finish(storage::Run run, Status outcome) {
  world_.telemetry.run_ended(run.kind, outcome.has_value(), world_.clock);
  if (!run.id) co_return outcome;
  run.finished_at = world_.clock.now();
  run.outcome = outcome ? storage::RunOutcome::kOk : storage::RunOutcome::kFailed;
  if (!outcome) run.error = outcome.error().text();
  world_.log.debug("poll brought changes",
                   {{"inserted", run.counters.inserted}, {"updated", run.counters.updated}});
  auto save = [run](storage::MirrorStore& s) { return s.save_run(run); };
  const Result<storage::Run> saved = co_await world_.store.call(std::move(save));
  if (!saved && outcome) co_return core::fail(saved.error());
  co_return outcome;
}

awaitable<Status> Tail::keep_polling(std::chrono::milliseconds pause) {
  int failures = 0;
  for (;;) {
    co_await world_.waiter.wait(pause);
    const core::SteadyTime begun = world_.clock.steady_now();
    const Status outcome = co_await poll();
    if (outcome) {
      if (failures > 0) world_.log.info("polling works again", {{"after_failures", failures}});
      failures = 0;
      co_await notes_.all_well();
      pause = world_.options.poll_interval -
              std::chrono::duration_cast<std::chrono::milliseconds>(world_.clock.steady_now() - begun);
      continue;
    }
    if (ends_daemon(outcome.error().code())) co_return outcome;
    pause = rest_after(++failures, std::max(kLongestRest, world_.options.poll_interval), world_.random);
    world_.log.warning(
        "poll failed",
        {{"reason", outcome.error()}, {"failures_in_a_row", failures}, {"next_try_in_ms", pause.count()}});
    co_await notes_.trouble(outcome.error());
    co_await until_allowed(world_.api, world_.clock, world_.waiter, api::Priority::kTail);
  }
}

}  // namespace threadmirror::sync
