#include "sync/head_start.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "sync/commit_chain.hpp"
#include "sync/scope.hpp"
#include "sync/time_slices.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using std::chrono::milliseconds;

// Where a listing begins: no conversation is older.
constexpr core::Timestamp kBeginning = core::Timestamp::from_unix_ms(0);
// How soon a reader without work looks again.
constexpr milliseconds kNextLook{20};

// What all readers share.
struct Crew {
  World& world;
  SlicePlan plan;
  CommitChain chain;
  Progress* progress;
  std::optional<core::Error> failure{};  // of the first reader that failed: the others stop
};

// A page that has come, and what to do with it.
struct Haul {
  SlicePlan::Next next = SlicePlan::Next::kRead;
  storage::PageCommit commit;
  storage::RunCounters seen;
};

Haul take(Crew& crew, SlicePlan::Slice slice, Fetched fetched) {
  Haul haul;
  api::Page& page = *fetched.page;
  haul.seen.requests = page.requests;
  haul.seen.pages = 1;
  haul.next = crew.plan.take_page(slice, page);
  drop_foreign(page.threads, crew.world.options.inbox_ids);
  haul.seen.threads_seen = static_cast<std::int64_t>(page.threads.size());
  haul.commit.info = {{kHeadStartKey, to_text(crew.plan.hand_over(slice))}};
  haul.commit.threads = std::move(page.threads);
  haul.commit.rejected = std::move(page.rejected);
  haul.commit.listing = api::to_string(crew.plan.request(slice).listing);
  haul.commit.observed_at = crew.world.clock.now();
  haul.commit.asked_at = fetched.asked_at;
  return haul;
}

awaitable<Status> store(Crew& crew, Haul haul) {
  const auto threads = haul.seen.threads_seen + static_cast<std::int64_t>(haul.commit.rejected.size());
  const Result<storage::PageOutcome> outcome = co_await crew.chain.commit(std::move(haul.commit), haul.seen);
  if (!outcome) co_return core::fail(outcome.error());
  if (crew.progress != nullptr) {
    crew.progress->pages += 1;
    crew.progress->threads += threads;
  }
  co_return Status{};
}

// Fetches the slice's next page, asking anew where its cursor is refused. Nothing: the slice was given up.
awaitable<std::optional<Fetched>> fetch_next(Crew& crew, SlicePlan::Slice slice) {
  for (;;) {
    api::PageRequest request = crew.plan.request(slice);
    Fetched fetched = co_await fetch(crew.world, std::move(request));
    const bool refused = !fetched.page && fetched.page.error().code() == core::ErrorCode::kBadCursor;
    if (!refused) co_return std::move(fetched);
    if (crew.plan.ask_anew(slice)) continue;
    crew.plan.give_up(slice);
    co_return std::nullopt;
  }
}

// Reads a slice to its end: fetches a page while the one before is stored.
awaitable<Status> read_slice(Crew& crew, SlicePlan::Slice slice) {
  using namespace boost::asio::experimental::awaitable_operators;
  std::optional<Fetched> fetched = co_await fetch_next(crew, slice);
  while (fetched) {
    if (!fetched->page) co_return core::fail(fetched->page.error());
    Haul haul = take(crew, slice, std::move(*fetched));
    fetched.reset();
    const bool goes_on = haul.next == SlicePlan::Next::kAsk && !crew.failure;
    if (!goes_on) co_return co_await store(crew, std::move(haul));
    auto both = store(crew, std::move(haul)) && fetch_next(crew, slice);
    auto [stored, next] = co_await std::move(both);
    if (!stored) co_return stored;
    fetched = std::move(next);
  }
  co_return Status{};
}

// One reader: slice after slice until there is nothing left for it.
awaitable<Status> read_slices(Crew& crew) {
  for (;;) {
    if (crew.failure) co_return Status{};
    const std::optional<SlicePlan::Slice> slice = crew.plan.take();
    if (!slice && crew.plan.all_read()) co_return Status{};
    if (!slice) {
      co_await crew.world.waiter.wait(kNextLook);
      continue;
    }
    const Status read = co_await read_slice(crew, *slice);
    if (read) continue;
    crew.failure = read.error();
    co_return read;
  }
}

awaitable<Status> read_side_by_side(Crew& crew, int readers) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (readers <= 1) co_return co_await read_slices(crew);
  auto all = read_slices(crew) && read_side_by_side(crew, readers - 1);
  auto [first, others] = co_await std::move(all);
  co_return first ? others : first;
}

// What the first look tells.
struct Look {
  Status outcome;
  int readers = 1;
};

double requests_per_second(const api::RateBudget& rate) {
  if (rate.window.count() <= 0) return 0;
  return rate.requests_per_window / std::chrono::duration<double>(rate.window).count();
}

// The first page of a slice: how it went, how long it took, and what to do next; nothing: there is none.
struct FirstPage {
  Status outcome;
  std::optional<SlicePlan::Next> next{};
  Speeds speeds{};
};

awaitable<FirstPage> read_first_page(Crew& crew, SlicePlan::Slice slice) {
  const core::Clock& clock = crew.world.clock;
  FirstPage first;
  const core::SteadyTime begun = clock.steady_now();
  std::optional<Fetched> fetched = co_await fetch_next(crew, slice);
  const core::SteadyTime came = clock.steady_now();
  if (!fetched) co_return first;
  if (!fetched->page) {
    first.outcome = core::fail(fetched->page.error());
    co_return first;
  }
  Haul haul = take(crew, slice, std::move(*fetched));
  first.next = haul.next;
  first.outcome = co_await store(crew, std::move(haul));
  first.speeds = {came - begun, clock.steady_now() - came,
                  requests_per_second(crew.world.api.statistics().rate)};
  co_return first;
}

// Reads the first page of a slice, slice by slice until one has a second page.
awaitable<Look> look(Crew& crew) {
  while (const std::optional<SlicePlan::Slice> slice = crew.plan.take()) {
    const FirstPage first = co_await read_first_page(crew, *slice);
    if (first.outcome && first.next == SlicePlan::Next::kRead) continue;
    Look found{first.outcome};
    if (first.outcome && first.next == SlicePlan::Next::kAsk) {
      // One request is left to the tail.
      found.readers = readers_worth_having(first.speeds, crew.world.options.max_in_flight - 1);
      crew.plan.release(*slice);
    }
    co_return found;
  }
  co_return Look{};
}

Result<std::vector<TimeSlice>> load_slices(storage::MirrorStore& store,
                                           const std::vector<api::Listing>& listings, core::Timestamp until) {
  const Result<std::optional<std::string>> text = store.info(kHeadStartKey);
  if (!text) return core::fail(text.error());
  if (*text) {
    if (auto left = parse_slices(**text, listings)) return std::move(*left);
  }
  std::vector<TimeSlice> whole;
  for (const api::Listing& listing : listings) whole.push_back({listing, kBeginning, until});
  return whole;
}

// Writes down that the fast path is over, and when it had brought everything that it can see.
awaitable<Status> note_end(World& world, bool filled) {
  const std::optional<std::string> filled_at =
      filled ? std::optional(world.clock.now().to_string()) : std::nullopt;
  auto write = [filled_at](storage::MirrorStore& s) {
    const Status over = s.set_info(kHeadStartKey, kHeadStartOver);
    return over && filled_at ? s.set_info(kBackfillFilledKey, filled_at) : over;
  };
  co_return co_await world.store.call(std::move(write));
}

}  // namespace

int readers_worth_having(const Speeds& speeds, int most) {
  // Some more than the rate needs on average: answers take unequal times.
  constexpr double kReserve = 1.25;
  const double trip = speeds.round_trip.count();
  const double by_rate = std::ceil(kReserve * trip * speeds.requests_per_second);
  const double by_store = speeds.storing.count() > 0 ? std::ceil(trip / speeds.storing.count()) : by_rate;
  const double worth = std::min({by_rate, by_store, static_cast<double>(most)});
  constexpr int kFewest = 3;  // with fewer the gain is less than reading everything once more
  return worth < kFewest ? 1 : static_cast<int>(worth);
}

awaitable<Result<bool>> head_start_is_wanted(World& world) {
  if (world.options.max_in_flight < 2) co_return false;
  const Result<std::optional<std::string>> text =
      co_await world.store.call([](storage::MirrorStore& s) { return s.info(kHeadStartKey); });
  if (!text) co_return core::fail(text.error());
  co_return *text != kHeadStartOver;
}

awaitable<Status> head_start(World& world, std::vector<api::Listing> listings, storage::Run& run,
                             Progress* progress, bool& filled) {
  // What comes later is the tail's.
  auto read = [listings, until = world.clock.now()](storage::MirrorStore& s) {
    return load_slices(s, listings, until);
  };
  const Result<std::vector<TimeSlice>> slices = co_await world.store.call(std::move(read));
  if (!slices) co_return core::fail(slices.error());

  Crew crew{world, SlicePlan(*slices), CommitChain(world, run), progress};
  if (progress != nullptr) progress->listing = "all, in slices of time";
  const Look found = co_await look(crew);
  Status outcome = found.outcome;
  const bool worth_it = outcome && found.readers > 1;
  if (worth_it) {
    world.log.debug("reading slices of time side by side", {{"readers", found.readers}});
    outcome = co_await read_side_by_side(crew, found.readers);
  }
  run = crew.chain.run();
  if (!outcome) co_return outcome;
  filled = crew.plan.all_read() && !crew.plan.gave_up();
  co_return co_await note_end(world, filled);
}

}  // namespace threadmirror::sync
