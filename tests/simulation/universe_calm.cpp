// The end of a world: faults stop, and the mirror must become exact in a bounded time.
#include <fmt/format.h>

#include <algorithm>

#include "tests/simulation/universe.hpp"

namespace threadmirror::simulation {
namespace {

using namespace std::chrono_literals;
using enum Invariant;

// The engine's rests after failures are at most so long: where the day's quota was said to be used up it asks
// once an hour, and where errors have used up their budget, every forty minutes.
milliseconds longest_rest(const FamilySet& families) {
  if (families.has(Family::kQuota)) return 62min;
  return families.has(Family::kStatuses) ? 50min : 10min;
}

constexpr milliseconds kShortestWorld = 60min;

// How far ahead rows are stamped at most. A version whose latest message is older is held back once more when
// the clock reaches such a stamp again; what lies hours ahead, no world lives to see.
milliseconds furthest_stamp(const Scenario& scenario) {
  milliseconds furthest{0};
  for (const Weather& weather : scenario.weathers) {
    if (weather.wall_offset < kShortestWorld) furthest = std::max(furthest, weather.wall_offset);
  }
  return furthest;
}

}  // namespace

// The time until a whole reconcile must have begun and ended.
milliseconds Universe::calm_deadline(milliseconds ready) const {
  const auto& quirks = weather_.quirks;
  const std::int64_t page =
      std::max(3, quirks.page_cap > 0 ? std::min(quirks.page_cap, scenario_.page_size) : scenario_.page_size);
  const std::int64_t pages = 2 * static_cast<std::int64_t>(truth_.world().size()) / (page - 1) + 20;
  const milliseconds by_rate = weather_.limits.window / std::max(1, weather_.limits.burst * 9 / 10);
  const milliseconds sweep = pages * std::max(2 * weather_.slowest, 2 * by_rate);
  const milliseconds interval = scenario_.engine.reconcile_interval + scenario_.cron_interval;
  // One that began before is ended first, and does not count; a clock that is set back costs one more.
  const int intervals = scenario_.families.has(Family::kClockJumps) ? 3 : 2;
  return ready + longest_rest(scenario_.families) + intervals * interval + 4 * sweep + 5min;
}

void Universe::reconcile_moved(storage::Sightings to) {
  note("reconcile", static_cast<std::int64_t>(to), to == storage::Sightings::kBegin ? "begins" : "ends");
  if (!ready_at_ || elapsed() < *ready_at_) return;
  if (to == storage::Sightings::kBegin) is_reconciling_ = true;
  if (to == storage::Sightings::kEnd) has_reconciled_ = is_reconciling_;
}

void Universe::be_calm() {
  advance_to(scenario_.calm_at);
  if (referee_.stopped()) return;
  change_weather(scenario_.weathers.size() - 1);
  disk_.disarm();
  note("calm");
  // What lags must have arrived, and what the store held back for a lagging replica's must be believed.
  const milliseconds ready =
      elapsed() + scenario_.longest_lag + scenario_.engine.overlap + furthest_stamp(scenario_) + 1s;
  const milliseconds deadline = calm_deadline(ready);
  ready_at_ = ready;
  while (!has_reconciled_ && !referee_.stopped() && elapsed() < deadline) advance_to(elapsed() + 10s);
  check_convergence();
  if (referee_.stopped()) return;
  mirror_.settle(true);
  // Two more complete polls, which may have to wait for the end of a rest.
  const core::Timestamp first = true_now();
  const milliseconds patience = elapsed() + longest_rest(scenario_.families) + scenario_.cron_interval;
  while (elapsed() < patience && freshness_.last_complete().value_or(scenario_.start) < first)
    advance_to(elapsed() + 5s);
  const milliseconds interval = std::max(scenario_.engine.poll_interval, scenario_.cron_interval);
  advance_to(std::max<milliseconds>(elapsed() + interval + 2 * weather_.slowest + 10s, kShortestWorld));
  check_honesty();
  check_traffic();
}

void Universe::check_convergence() {
  if (referee_.stopped()) return;
  if (!has_reconciled_) {
    return referee_.report(kExact,
                           fmt::format("{} after the faults have stopped, no reconcile has begun and ended",
                                       (elapsed() - scenario_.calm_at).count() / 1000));
  }
  if (const std::string differences = mirror_.differences(); !differences.empty()) {
    return referee_.report(kExact, "at " + true_now().to_string() + differences);
  }
}

void Universe::check_honesty() {
  if (!can_ask_status()) return;
  const StatusRow status = process_->probe()->status();
  const auto alive = static_cast<std::int64_t>(truth_.world().size());
  if (status.health != "current" || !status.backfill_complete || status.threads != alive) {
    referee_.report(kHonest, fmt::format("health {}, backfill complete {}, {} threads; the upstream has {}",
                                         status.health, status.backfill_complete, status.threads, alive));
  }
}

void Universe::check_traffic() {
  const FamilySet& families = scenario_.families;
  for (const Family family : {Family::kStatuses, Family::kBodies, Family::kRateLimit, Family::kQuota,
                              Family::kCursors, Family::kLoops}) {
    if (families.has(family)) return;
  }
  if (traffic_.errors * 20 >= std::max<std::int64_t>(traffic_.answers, 20)) {
    referee_.report(kErrors, fmt::format("{} of {} answers", traffic_.errors, traffic_.answers));
  }
}

}  // namespace threadmirror::simulation
