#include "sync/verify.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <string>
#include <utility>

#include "sync/confirmation.hpp"
#include "sync/portal.hpp"
#include "sync/streams.hpp"
#include "sync/sweep_pass.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using storage::Difference;

constexpr std::int64_t kSuspectsAtATime = 500;

// Lets signals and whoever draws progress have their turn.
awaitable<void> give_way() {
  const auto executor = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

awaitable<Status> check_portal(VerifyWorld& world) {
  const auto bound = world.comparer.portal_id();
  if (!bound) co_return core::fail(bound.error());
  co_return co_await verify_portal(world.api, world.log, *bound);
}

// Looks at one page; nothing of it is stored.
Status look(VerifyWorld& world, storage::PageCommit page, Progress* progress) {
  if (progress != nullptr) {
    progress->pages += 1;
    progress->threads += static_cast<std::int64_t>(page.threads.size() + page.rejected.size());
  }
  return world.comparer.look(page.threads);
}

awaitable<Status> walk(VerifyWorld& world, api::Listing listing, VerifyCounts& counts, Progress* progress) {
  SweepPass pass(listing, storage::StreamState{}, world.clock.now());
  std::int64_t rejected = 0;
  api::PageRequest request = pass.first();
  for (;;) {
    Result<api::Page> page = co_await world.api.list(request);
    if (!page) {
      std::optional<api::PageRequest> again = pass.recover(page.error());
      if (!again) co_return core::fail(page.error());
      world.log.warning("the listing starts anew", {{"reason", page.error()}});
      rejected = 0;
      request = std::move(*again);
      continue;
    }
    Step step = pass.take(std::move(*page), world.clock.now());
    rejected += static_cast<std::int64_t>(step.commit.rejected.size());
    const Status looked = look(world, std::move(step.commit), progress);
    if (!looked) co_return looked;
    if (step.cut_off) co_return core::fail(*step.cut_off);
    if (!step.next) break;
    request = std::move(*step.next);
  }
  counts.rejected += rejected;
  world.log.info("listing compared", {{"listing", api::to_string(listing)},
                                      {"pages", pass.state().pages},
                                      {"threads", pass.state().threads}});
  co_return Status{};
}

awaitable<Status> walk_all(VerifyWorld& world, VerifyCounts& counts, Progress* progress) {
  const std::vector<api::Listing> listings = sweep_listings(world.inbox_ids);
  for (const api::Listing& listing : listings) {
    if (progress != nullptr) progress->listing = api::to_string(listing);
    Status walked = co_await walk(world, listing, counts, progress);
    if (!walked) co_return walked;
  }
  counts.compared = world.comparer.looked_at();
  co_return Status{};
}

awaitable<Status> gather_extras(VerifyWorld& world) {
  std::optional<std::int64_t> after;
  do {
    co_await give_way();
    const auto next = world.comparer.gather_extras(after);
    if (!next) co_return core::fail(next.error());
    after = *next;
  } while (after);
  co_return Status{};
}

void tell(const Difference& difference, DifferenceSink& sink, VerifyCounts& counts) {
  switch (difference.kind) {
    case storage::DifferenceKind::kMissing:
      ++counts.missing;
      break;
    case storage::DifferenceKind::kExtra:
      ++counts.extra;
      break;
    case storage::DifferenceKind::kDifferent:
      ++counts.different;
      break;
  }
  sink.take(difference);
}

void tell_unconfirmed(const Difference& suspect, DifferenceSink& sink, VerifyCounts& counts) {
  ++counts.unconfirmed;
  tell(suspect, sink, counts);
}

// Tells the difference, if it is still there.
awaitable<Status> look_again(VerifyWorld& world, const Difference& suspect, DifferenceSink& sink,
                             VerifyCounts& counts) {
  const Result<Confirmation> upstream = co_await confirm(world.api, world.log, suspect.id);
  if (!upstream) co_return core::fail(upstream.error());
  if (upstream->fate == Fate::kUnclear) {
    tell_unconfirmed(suspect, sink, counts);
    co_return Status{};
  }
  const Result<std::optional<Difference>> verdict = world.comparer.judge(suspect.id, upstream->thread);
  if (!verdict) co_return core::fail(verdict.error());
  if (*verdict) tell(**verdict, sink, counts);
  co_return Status{};
}

// Tells what of `suspects` still differs; those for which no look is left, as they were seen.
awaitable<Status> sift(VerifyWorld& world, std::vector<Difference> suspects, std::int64_t& looks_left,
                       DifferenceSink& sink, VerifyCounts& counts) {
  for (const Difference& suspect : suspects) {
    if (looks_left == 0) {
      tell_unconfirmed(suspect, sink, counts);
      continue;
    }
    --looks_left;
    Status looked = co_await look_again(world, suspect, sink, counts);
    if (!looked) co_return looked;
  }
  co_return Status{};
}

awaitable<Status> sift_all(VerifyWorld& world, DifferenceSink& sink, VerifyCounts& counts) {
  std::int64_t looks_left = kSecondLooks;
  std::optional<std::int64_t> after;
  for (;;) {
    co_await give_way();
    Result<std::vector<Difference>> suspects = world.comparer.suspects(after, kSuspectsAtATime);
    if (!suspects) co_return core::fail(suspects.error());
    if (suspects->empty()) co_return Status{};
    after = suspects->back().id;
    Status sifted = co_await sift(world, std::move(*suspects), looks_left, sink, counts);
    if (!sifted) co_return sifted;
  }
}

}  // namespace

awaitable<Result<VerifyCounts>> verify(VerifyWorld& world, DifferenceSink& sink, Progress* progress) {
  VerifyCounts counts;
  Status done = co_await check_portal(world);
  if (done) done = co_await walk_all(world, counts, progress);
  if (done) done = co_await gather_extras(world);
  counts.rows = world.comparer.live();
  if (done && progress != nullptr) progress->listing = "second look";
  if (done) done = co_await sift_all(world, sink, counts);
  if (!done) co_return core::fail(done.error());
  co_return counts;
}

}  // namespace threadmirror::sync
