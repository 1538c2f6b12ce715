#include "tests/simulation/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "tests/fake_hubspot/living_world.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/weather_plan.hpp"

namespace threadmirror::simulation {
namespace {

using namespace std::chrono_literals;
using fake_hubspot::MutationKind;
using Kind = Event::Kind;

// The rest of the hour, at least, is calm.
constexpr milliseconds kFaultyPhase = 40min;
// Deletions are far fewer than the mass-delete guard's bound, which would rightly not believe them.
constexpr std::int64_t kMostDeletions = 80;
// Each poll reads all threads that are stamped in the future.
constexpr std::int64_t kMostFutureStamped = 4;

FamilySet draw_families(Dice& dice, const FamilySet& allowed) {
  FamilySet drawn;
  const double share = dice.one_of(std::array{0.0, 0.08, 0.15, 0.35});
  for (std::size_t i = 0; i < kFamilies; ++i) {
    // Open questions are no faults: most worlds play them.
    const auto family = static_cast<Family>(i);
    drawn.set(family, dice.chance(family == Family::kQuirks ? 0.8 : share));
  }
  drawn = drawn & allowed;
  if (drawn.has(Family::kPower)) drawn.set(Family::kCrashes, allowed.has(Family::kCrashes));
  // With both clocks wrong at once there is nobody who knows the time.
  if (drawn.has(Family::kClockJumps)) drawn.set(Family::kServerClock, false);
  return drawn;
}

void draw_settings(Scenario& scenario, Dice& dice) {
  // 2026-11-21T00:00:00Z, and some time of the day: midnight, at which quotas begin anew, included.
  scenario.start = core::Timestamp::from_unix_ms(1'795'219'200'000) + dice.between(0ms, 24h);
  // Mostly small worlds, in which everything happens as well, and more often; now and then a large one.
  scenario.shape.threads =
      static_cast<std::int64_t>(10.0 * std::pow(36.0, std::pow(dice.random().unit(), 24.0)));
  scenario.shape.seed = dice.random().next();
  scenario.shape.archived = dice.one_of(std::array{0.0, 0.1, 0.3});
  scenario.shape.ties = dice.one_of(std::array{0.05, 0.4});
  scenario.shape.tie_run = scenario.families.has(Family::kTies) ? dice.between(5, 30) : 0;
  scenario.shape.now = scenario.start;
  scenario.page_size = static_cast<int>(dice.chance(0.2) ? dice.between(3, 9) : dice.between(24, 56));
  scenario.api_version = dice.chance(0.5) ? "v3" : "2026-09";
  scenario.engine.poll_interval =
      dice.chance(0.04) ? dice.one_of(std::array{30s, 60s, 120s}) : dice.one_of(std::array{300s, 480s, 600s});
  scenario.engine.overlap = dice.one_of(std::array{1min, 1min, 1min, 2min, 10min});
  scenario.engine.reconcile_interval = dice.between(18min, 26min);
  scenario.engine.max_in_flight = dice.one_of(std::array{1, 3, 8, 8});
  if (dice.chance(0.02)) scenario.cron_interval = dice.between(6min, 12min);
  scenario.restart_after = dice.between(1s, 20s);
}

class MutationPlan {
 public:
  MutationPlan(Scenario& scenario, Dice& dice) : scenario_(scenario), dice_(dice) {
    const bool back_dates = scenario.families.has(Family::kBackDates);
    const auto usual = fake_hubspot::Paces::mixture(100);
    for (std::size_t i = 0; i < fake_hubspot::kMutationKinds; ++i) {
      // Between a quarter and four times as often as usual.
      weights_.at(i) = (usual.per_second.at(i) + 1) * std::pow(4.0, 2 * dice.random().unit() - 1);
    }
    weight(MutationKind::kBackDated) *= back_dates ? 1 : 0;
    weight(MutationKind::kFutureStamped) *= back_dates ? 0.5 : 0;
    weight(MutationKind::kServeOlder) *= scenario.families.has(Family::kServeOlder) ? 6 : 0;
  }

  void draw() {
    const std::int64_t count = dice_.between(100, 104);
    while (drawn_ < count) {
      const milliseconds at = dice_.between(0ms, kFaultyPhase - 1s);
      const bool together = scenario_.families.has(Family::kTies) && dice_.chance(0.08);
      for (std::int64_t n = together ? dice_.between(3, 12) : 1; n > 0; --n) add(at, together);
    }
  }

 private:
  double& weight(MutationKind kind) { return weights_.at(static_cast<std::size_t>(kind)); }

  MutationKind kind() {
    double whole = 0;
    for (const double weight : weights_) whole += weight;
    double left = dice_.random().unit() * whole;
    std::size_t i = 0;
    while (i + 1 < weights_.size() && (left -= weights_.at(i)) >= 0) ++i;
    const auto drawn = static_cast<MutationKind>(i);
    if (drawn == MutationKind::kDelete && ++deletions_ > kMostDeletions) return MutationKind::kClose;
    if (drawn == MutationKind::kFutureStamped && ++future_stamped_ > kMostFutureStamped)
      return MutationKind::kIncoming;
    return drawn;
  }

  void add(milliseconds at, bool is_message) {
    Event event;
    event.at = at;
    event.mutation.kind = is_message ? MutationKind::kIncoming : kind();
    const milliseconds overlap = scenario_.engine.overlap;
    if (event.mutation.kind == MutationKind::kServeOlder) {
      // The store holds an older version back for as long as the overlap.
      event.mutation.lag = dice_.between(5s, overlap - 1s);
    } else if (scenario_.families.has(Family::kLag) && dice_.chance(0.3)) {
      // Mostly within the overlap; sometimes longer, so that only a sweep can mend it.
      event.mutation.lag = dice_.between(200ms, dice_.chance(0.8) ? overlap / 2 : overlap * 3 / 2);
    }
    if (scenario_.families.has(Family::kBackDates) && dice_.chance(0.05)) {
      event.stamped_ago = dice_.between(1s, 2 * overlap);
    }
    scenario_.longest_lag = std::max(scenario_.longest_lag, event.mutation.lag);
    scenario_.events.push_back(event);
    ++drawn_;
  }

  Scenario& scenario_;
  Dice& dice_;
  std::array<double, fake_hubspot::kMutationKinds> weights_{};
  std::int64_t drawn_ = 0;
  std::int64_t deletions_ = 0;
  std::int64_t future_stamped_ = 0;
};

void add_process_faults(Scenario& scenario, Dice& dice) {
  const FamilySet& families = scenario.families;
  const auto add = [&](milliseconds at, Kind kind, StorageFault fault) {
    Event event;
    event.at = at;
    event.kind = kind;
    event.fault = fault;
    event.power_lost = families.has(Family::kPower) && dice.chance(0.6);
    scenario.events.push_back(event);
  };
  if (families.has(Family::kCrashes)) {
    // While the database is being created, too.
    if (dice.chance(0.4))
      add(0ms, Kind::kStorageFault, {StorageFault::Kind::kCrash, dice.between(0, 160), 1});
    for (std::int64_t n = dice.between(1, 3); n > 0; --n) {
      const milliseconds at =
          dice.chance(0.4) ? dice.between(0ms, 20s) : dice.between(0ms, kFaultyPhase - 1s);
      const bool at_a_step = dice.chance(0.7);
      const StorageFault fault{StorageFault::Kind::kCrash, dice.between(0, 60), 1};
      add(at, at_a_step ? Kind::kStorageFault : Kind::kKill, fault);
    }
  }
  if (families.has(Family::kDisk)) {
    for (std::int64_t n = dice.between(1, 3); n > 0; --n) {
      const bool full = dice.chance(0.7);
      const StorageFault fault{full ? StorageFault::Kind::kDiskFull : StorageFault::Kind::kIoError,
                               dice.between(0, 60), full ? dice.between(1, 40) : dice.between(1, 3)};
      add(dice.between(0ms, kFaultyPhase - 1s), Kind::kStorageFault, fault);
    }
  }
  if (families.has(Family::kStops)) {
    for (std::int64_t n = dice.between(1, 2); n > 0; --n)
      add(dice.between(0ms, kFaultyPhase - 1s), Kind::kStop, {});
  }
}

}  // namespace

Scenario make_scenario(std::uint64_t seed, const FamilySet& allowed) {
  Dice dice(seed);
  Scenario scenario;
  scenario.seed = seed;
  scenario.families = draw_families(dice, allowed);
  scenario.calm_at = kFaultyPhase;
  draw_settings(scenario, dice);

  Weather usual;
  usual.quirks = draw_quirks(dice, scenario.families);
  usual.limits.burst = 100;
  if (scenario.families.has(Family::kRateLimit)) {
    // Where no header tells the allowance, a very small one can only be run into: each refusal costs a retry,
    // and the budget for these is 4 % of what succeeds.
    const bool is_told = usual.quirks.rate_headers == fake_hubspot::RateHeaders::kPresent;
    usual.limits.burst = static_cast<int>(is_told ? dice.between(6, 30) : dice.between(30, 60));
    usual.limits.window = dice.one_of(std::array{1s, 10s, 10s, 20s});
  }
  usual.slowest = dice.one_of(std::array{50ms, 300ms, 1500ms});
  add_weathers(scenario, usual, draw_spells(dice, scenario.families, kFaultyPhase));
  MutationPlan(scenario, dice).draw();
  add_process_faults(scenario, dice);
  std::stable_sort(scenario.events.begin(), scenario.events.end(),
                   [](const Event& a, const Event& b) { return a.at < b.at; });
  return scenario;
}

std::string describe(const Scenario& scenario) {
  const auto seconds = [](milliseconds span) { return span.count() / 1000; };
  return fmt::format(
      "{} threads, page {}, {} {} s, overlap {} s, faults: {}", scenario.shape.threads, scenario.page_size,
      scenario.cron_interval.count() > 0 ? "cron every" : "daemon, poll every",
      seconds(scenario.cron_interval.count() > 0 ? scenario.cron_interval : scenario.engine.poll_interval),
      seconds(scenario.engine.overlap), scenario.families.names());
}

}  // namespace threadmirror::simulation
