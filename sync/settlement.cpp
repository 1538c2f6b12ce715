#include "sync/settlement.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "sync/confirmation.hpp"
#include "sync/deletion_guard.hpp"
#include "sync/scope.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using storage::LiveRows;
using storage::UnsightedThread;

// Rows that are looked at in one go: few milliseconds, so that the tail's commits never wait for long.
constexpr std::int64_t kRowsAtOnce = 5000;
// Confirmations in one commit: what a crash may cost.
constexpr std::size_t kBatch = 50;

awaitable<Result<LiveRows>> read_rows(World& world, std::int64_t after) {
  co_return co_await world.store.call(
      [after](storage::MirrorStore& s) { return s.live_rows(after, kRowsAtOnce); });
}

awaitable<Result<MissingCount>> count_missing(World& world) {
  MissingCount count;
  for (std::int64_t after = std::numeric_limits<std::int64_t>::min();;) {
    const Result<LiveRows> rows = co_await read_rows(world, after);
    if (!rows) co_return core::fail(rows.error());
    count.live += rows->count;
    count.missing += static_cast<std::int64_t>(rows->unsighted.size());
    if (!rows->last_id) co_return count;
    after = *rows->last_id;
  }
}

std::string not_mirrored(const std::optional<std::string>& inbox) {
  return inbox ? "it is in inbox " + *inbox + ", which is not among the mirrored ones ([hubspot] inbox_ids)"
               : "it is in no inbox, and only some inboxes are mirrored ([hubspot] inbox_ids)";
}

// Finds out about one thread and adds what follows to the commit.
awaitable<Status> examine(World& world, UnsightedThread row, storage::PageCommit& commit, storage::Run& run) {
  if (!is_ours(row.inbox_id, world.options.inbox_ids)) {
    commit.deletions.push_back({row.id, not_mirrored(row.inbox_id)});
    co_return Status{};
  }
  Result<Confirmation> found = co_await confirm(world.api, world.log, row.id);
  if (!found) co_return core::fail(found.error());
  run.counters.requests += found->requests;
  if (found->fate == Fate::kGone) {
    commit.deletions.push_back({row.id,
                                "in neither listing of a whole sweep, and 404 both as active and as "
                                "archived thread at " +
                                    world.clock.now().to_string()});
  } else if (found->fate == Fate::kAlive && !is_ours(found->thread->inbox_id, world.options.inbox_ids)) {
    commit.deletions.push_back({row.id, not_mirrored(found->thread->inbox_id)});
  } else if (found->fate == Fate::kAlive) {
    commit.threads.push_back(std::move(*found->thread));
  }
  co_return Status{};
}

// Stores what is known of a batch.
awaitable<Status> commit_findings(World& world, storage::PageCommit commit, storage::Run& run,
                                  Observers observers) {
  commit.observed_at = world.clock.now();
  commit.run = run;
  const storage::RunKind kind = run.kind;
  auto write = [commit = std::move(commit)](storage::MirrorStore& s) mutable {
    return s.commit(std::move(commit));
  };
  const Result<storage::PageOutcome> stored = co_await world.store.call(std::move(write));
  if (!stored) co_return core::fail(stored.error());
  world.telemetry.page(kind, {}, *stored, world.clock.steady_now());
  run = *stored->run;
  if (observers.differences != nullptr) {
    for (const storage::Difference& difference : stored->differences) observers.differences->take(difference);
  }
  co_return Status{};
}

// Asks until a request fails. What has been found out by then is stored all the same: where every attempt
// fails after some answers, the mirror comes to its end nevertheless.
awaitable<Status> settle_batch(World& world, std::vector<UnsightedThread> batch, storage::Run& run,
                               Observers observers) {
  storage::PageCommit commit;
  commit.asked_at = world.clock.now();
  commit.listing = "confirmation";
  commit.wants_differences = observers.differences != nullptr;
  Status examined;
  for (UnsightedThread& row : batch) {
    examined = co_await examine(world, std::move(row), commit, run);
    if (!examined) break;
  }
  const bool is_empty = commit.threads.empty() && commit.deletions.empty();
  if (!examined && is_empty) co_return examined;
  Status stored = co_await commit_findings(world, std::move(commit), run, observers);
  if (!stored) co_return stored;
  co_return examined;
}

// How far the confirmations have come.
struct Extent {
  std::int64_t done = 0;
  std::int64_t of = 0;
};

void show(const Extent& extent, Progress* progress) {
  if (progress == nullptr) return;
  progress->note = "asked for " + core::with_thousands(extent.done) + " of " +
                   core::with_thousands(extent.of) + " missing threads";
}

awaitable<Status> settle_rows(World& world, std::vector<UnsightedThread> rows, Extent& extent,
                              storage::Run& run, Observers observers) {
  for (std::size_t begin = 0; begin < rows.size(); begin += kBatch) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kBatch, rows.size()));
    std::vector<UnsightedThread> batch(std::make_move_iterator(first), std::make_move_iterator(last));
    show(extent, observers.progress);
    extent.done += static_cast<std::int64_t>(batch.size());
    Status settled = co_await settle_batch(world, std::move(batch), run, observers);
    if (!settled) co_return settled;
  }
  co_return Status{};
}

}  // namespace

awaitable<Result<Settlement>> settle_missing(World& world, bool allow_mass_delete, storage::Run& run,
                                             Observers observers) {
  const Result<MissingCount> count = co_await count_missing(world);
  if (!count) co_return core::fail(count.error());
  Settlement settlement;
  if (is_mass_deletion(*count) && !allow_mass_delete) {
    settlement.mass_delete_guard = mass_deletion_text(*count);
    co_return std::move(settlement);
  }
  Extent extent{0, count->missing};
  for (std::int64_t after = std::numeric_limits<std::int64_t>::min(); count->missing > 0;) {
    Result<LiveRows> rows = co_await read_rows(world, after);
    if (!rows) co_return core::fail(rows.error());
    if (!rows->last_id) break;
    after = *rows->last_id;
    Status settled = co_await settle_rows(world, std::move(rows->unsighted), extent, run, observers);
    if (!settled) co_return core::fail(settled.error());
  }
  co_return std::move(settlement);
}

}  // namespace threadmirror::sync
