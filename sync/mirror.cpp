#include "sync/mirror.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "sync/portal.hpp"
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

}  // namespace

awaitable<Status> Mirror::prepare() {
  Status verified = co_await verify_portal(world_);
  if (!verified) co_return verified;
  const std::string seconds = std::to_string(stalled_after(world_.options).count());
  auto write = [seconds](storage::MirrorStore& s) { return s.set_info(kStalledAfterKey, seconds); };
  co_return co_await world_.store.call(std::move(write));
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
    const auto rest = rest_after(++failures, std::chrono::minutes(5), world_.random);
    world_.log.warning("the upstream can't be used yet",
                       {{"reason", begun.error()}, {"next_try_in_ms", rest.count()}});
    co_await notes_.trouble(begun.error());
    co_await world_.waiter.wait(rest);
  }
}

awaitable<Status> Mirror::backfill_beside_tail(SweepStart start, Progress* progress) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto race = backfill(world_, start, progress) || tail_.keep_polling();
  const std::variant<Status, Status> ended = co_await std::move(race);
  Status outcome = std::visit([](const Status& s) { return s; }, ended);
  if (!outcome) co_return outcome;
  co_return co_await tail_.poll();
}

awaitable<Status> Mirror::conclude(Status outcome) {
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

awaitable<Status> Mirror::backfill_once(SweepStart start, Progress* progress) {
  Status outcome = co_await begin();
  if (outcome) outcome = co_await backfill_beside_tail(start, progress);
  co_return co_await conclude(std::move(outcome));
}

awaitable<Status> Mirror::sync_once(Progress* progress) {
  Status outcome = co_await begin();
  if (!outcome) co_return co_await conclude(std::move(outcome));
  const Result<bool> complete = co_await backfill_is_complete(world_);
  if (!complete) {
    outcome = core::fail(complete.error());
  } else if (!*complete) {
    outcome = co_await backfill_beside_tail(SweepStart::kWhereNeverFinished, progress);
  }
  co_return co_await conclude(std::move(outcome));
}

awaitable<Status> Mirror::keep_sweeping(Progress* progress) {
  Status outcome = co_await keep_backfilling(world_, progress);
  if (!outcome) co_return outcome;
  for (;;) co_await world_.waiter.wait(std::chrono::hours(24));
}

awaitable<Status> Mirror::serve(Progress* progress) {
  using namespace boost::asio::experimental::awaitable_operators;
  Status outcome = co_await keep_beginning();
  if (!outcome) co_return co_await conclude(std::move(outcome));
  co_await notes_.all_well();
  auto race = tail_.keep_polling() || keep_sweeping(progress);
  const std::variant<Status, Status> ended = co_await std::move(race);
  outcome = std::visit([](const Status& s) { return s; }, ended);
  co_return co_await conclude(std::move(outcome));
}

}  // namespace threadmirror::sync
