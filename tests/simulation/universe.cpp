#include "tests/simulation/universe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace threadmirror::simulation {
namespace {

using namespace std::chrono_literals;
using enum Invariant;

fake_hubspot::UpstreamOptions upstream_options(const Scenario& scenario) {
  fake_hubspot::UpstreamOptions options;
  options.shape = scenario.shape;
  options.limits = scenario.weathers.front().limits;
  options.quirks = scenario.weathers.front().quirks;
  return options;
}

// Of so many worlds one begins without a database file; the others with an empty mirror.
constexpr std::uint64_t kMigratingShare = 32;
// Of so many, one asks for the status, again and again and at its end: SQLite needs long to prepare that.
constexpr std::uint64_t kStatusShare = 4;

// Storage failures are the only ones that a daemon may end with: its supervisor starts it again.
bool may_end_with(core::ErrorCode code) {
  return code == core::ErrorCode::kIo || code == core::ErrorCode::kCannotCreate;
}

// The tail, and a sweep beside it: of two listings at once, where that is allowed.
int most_under_way(const Scenario& scenario) { return std::max(2, scenario.engine.max_in_flight); }

}  // namespace

Universe::Universe(const Scenario& scenario, const SimulationOptions& options)
    : scenario_(scenario),
      trace_(options.print),
      clock_(scenario.start),
      begin_(clock_.steady_now()),
      dice_(scenario.seed ^ 0x7472616e73706f72ULL),
      disk_(
          scenario.seed, [this] { return clock_.now(); }, scenario.families.has(Family::kPower)),
      upstream_(upstream_options(scenario)),
      weather_(scenario.weathers.front()),
      truth_(upstream_, scenario.weathers.front().quirks, scenario.seed + 1),
      mirror_(truth_, referee_, [this] { return true_now(); }),
      freshness_(truth_, mirror_, referee_,
                 scenario.weathers.front().quirks.time_cursors == fake_hubspot::CursorKind::kKeyed),
      sweeps_(mirror_, referee_),
      observers_{mirror_,
                 freshness_,
                 sweeps_,
                 disk_,
                 referee_,
                 [this] { return true_now(); },
                 [this](storage::Sightings to) { reconcile_moved(to); },
                 [this](std::string_view call, bool ok) {
                   ++totals_.commits;
                   note(call, ok ? 1 : 0, std::to_string(disk_.operations()));
                 }},
      process_world_{scenario_,
                     clock_,
                     disk_,
                     (options.folder / kDatabaseName).string(),
                     observers_,
                     {upstream_, weather_, dice_, referee_, traffic_, most_under_way(scenario),
                      !scenario.families.has(Family::kRateLimit) &&
                          !scenario.families.has(Family::kCrashes) && !scenario.families.has(Family::kDisk) &&
                          !scenario.families.has(Family::kStops) && scenario.cron_interval.count() == 0,
                      [this] { return true_now(); },
                      [this](std::string_view what, std::int64_t number, std::string_view text) {
                        note(what, number, text);
                      }}},
      job_(scenario.cron_interval.count() > 0 ? Job::kSync : Job::kServe) {
  if (options.blank_database && scenario.seed % kMigratingShare != 0) disk_.install(*options.blank_database);
  // A full disk ends a process in the middle of a call as a crash does.
  mirror_.expect_crashes(scenario.families.has(Family::kCrashes) || scenario.families.has(Family::kDisk));
  disk_.set_on_connection([this](sqlite3* connection) { mirror_.listen(connection); });
}

core::Timestamp Universe::true_now() const { return scenario_.start + elapsed(); }

milliseconds Universe::elapsed() const {
  return std::chrono::duration_cast<milliseconds>(clock_.steady_now() - begin_);
}

void Universe::note(std::string_view what, std::int64_t number, std::string_view text) {
  trace_.note(elapsed(), what, number, text);
}

// Brings everything to that time since the world began.
void Universe::advance_to(milliseconds at) {
  while (!referee_.stopped()) {
    const auto due = truth_.next_due();
    const milliseconds stop = due ? std::min(at, *due - scenario_.start) : at;
    live_until(stop);
    if (referee_.stopped()) return;
    truth_.apply_due(true_now());
    if (stop == at) return;
  }
}

void Universe::live_until(milliseconds at) {
  while (!referee_.stopped() && elapsed() < at) {
    if (!process_) {
      clock_.advance_to(steady_at(std::min(next_start_, at)));
      if (next_start_ > at || (next_start_ == at && elapsed() == at)) return;
      start_process();
    } else {
      process_->run_until(steady_at(at));
    }
    if (disk_.crashed()) {
      process_crashed();
    } else if (process_ && process_->has_ended()) {
      process_ended();
    }
  }
}

void Universe::start_process() {
  if (scenario_.cron_interval.count() > 0) {
    const bool reconciles = elapsed() >= next_reconcile_;
    job_ = reconciles ? Job::kReconcile : Job::kSync;
    if (reconciles) next_reconcile_ = elapsed() + scenario_.engine.reconcile_interval;
  }
  ++totals_.processes;
  note("start", totals_.processes, to_string(job_));
  process_ = std::make_unique<Process>(process_world_, job_,
                                       scenario_.seed + static_cast<std::uint64_t>(totals_.processes), log_);
  if (process_->probe() == nullptr) return;
  if (!std::exchange(has_crashed_, false)) return;
  if (const std::string words = process_->probe()->integrity(); words != "ok") {
    referee_.report(kSound, words);
  }
}

void Universe::process_ended() {
  const core::Status outcome = process_->outcome();
  note("end", outcome ? 0 : static_cast<int>(outcome.error().code()),
       outcome ? "" : core::to_string(outcome.error().code()));
  const bool has_opened = process_->probe() != nullptr;
  if (!has_opened && disk_.strikes() == 0) {
    referee_.report(kSound, "the database does not open: " + outcome.error().text());
  }
  const bool is_bug = !outcome && outcome.error().code() == core::ErrorCode::kInternal;
  const bool is_disk = !outcome && may_end_with(outcome.error().code()) && disk_.strikes() > 0;
  if (is_bug || (has_opened && job_ == Job::kServe && !is_disk)) {
    referee_.report(kAlive, outcome ? "it ended without a failure" : outcome.error().text());
  }
  process_->stop();
  if (disk_.crashed()) return process_crashed();
  bury_process();
  schedule(scenario_.cron_interval.count() > 0 ? scenario_.cron_interval : scenario_.restart_after);
}

void Universe::process_crashed() {
  ++totals_.crashes;
  has_crashed_ = true;
  note("crash", disk_.operations(), power_lost_ ? "power lost" : "killed");
  disk_.crash();
  bury_process();
  disk_.restart(power_lost_);
  power_lost_ = false;
  schedule(scenario_.restart_after);
}

void Universe::bury_process() {
  process_.reset();
  freshness_.interrupted();
  sweeps_.interrupted();
  if (disk_.open_files() > 0) {
    referee_.report(kSound, fmt::format("{} files are still open", disk_.open_files()));
  }
}

void Universe::schedule(milliseconds pause) { next_start_ = elapsed() + pause; }

void Universe::happen(const Event& event) {
  switch (event.kind) {
    case Event::Kind::kMutate:
      return mutate(event);
    case Event::Kind::kWeather:
      return change_weather(event.weather);
    case Event::Kind::kStorageFault: {
      StorageFault fault = event.fault;
      fault.first += disk_.operations();
      power_lost_ = event.power_lost;
      note("fault", fault.first, fault.kind == StorageFault::Kind::kCrash ? "crash" : "disk");
      return disk_.arm(fault);
    }
    case Event::Kind::kKill:
      if (!process_) return;
      power_lost_ = event.power_lost;
      return process_crashed();
    case Event::Kind::kStop:
      if (!process_) return;
      note("stop");
      if (!process_->stop()) referee_.report(kAlive, "it does not stop when asked to");
      if (disk_.crashed()) return process_crashed();
      bury_process();
      return schedule(scenario_.restart_after);
  }
}

void Universe::mutate(const Event& event) {
  const std::int64_t before = truth_.mutations();
  const auto message = truth_.apply(event, true_now());
  if (truth_.mutations() == before) return;
  const fake_hubspot::MutationKind kind = truth_.latest_kind();
  note("mutation", static_cast<std::int64_t>(kind), to_string(kind));
  if (message) freshness_.message(*message);
  if (truth_.mutations() % 25 == 0) check_status();
}

void Universe::change_weather(std::size_t number) {
  note("weather", static_cast<std::int64_t>(number));
  weather_ = scenario_.weathers.at(number);
  upstream_.set_quirks(weather_.quirks);
  upstream_.faults().clear();
  for (const auto& rule : weather_.faults) upstream_.faults().add(rule);
  upstream_.service().ledger().set_limits(weather_.limits);
  clock_.set_wall_offset(weather_.wall_offset);
}

bool Universe::can_ask_status() const {
  return scenario_.seed % kStatusShare == 0 && process_ && process_->probe() != nullptr &&
         !referee_.stopped();
}

// What a reader is told at this moment must not be better than the truth.
void Universe::check_status() {
  if (!can_ask_status()) return;
  if (scenario_.families.has(Family::kClockJumps)) return;  // a reader's clock is the machine's
  const StatusRow status = process_->probe()->status();
  if (status.health != "current") return;
  // As the engine tells readers: some polls may fail, and the moment is written down once a minute.
  const milliseconds stale = 3 * scenario_.engine.poll_interval + 2 * scenario_.engine.persist_interval;
  const auto last = freshness_.last_complete();
  if (!last || true_now() - *last > stale + 1s) {
    referee_.report(kHonest, fmt::format("at {} the status is current, but the last complete poll was at {}",
                                         true_now().to_string(), last ? last->to_string() : "no time"));
  }
}

Outcome Universe::run() {
  change_weather(0);
  for (const Event& event : scenario_.events) {
    advance_to(event.at);
    if (referee_.stopped()) break;
    happen(event);
  }
  if (!referee_.stopped()) be_calm();
  totals_.mutations = truth_.mutations();
  totals_.simulated_ms = elapsed().count();
  totals_.requests = traffic_.requests;
  totals_.storage_faults = disk_.strikes();
  if (process_) {
    disk_.crash();
    process_.reset();
  }
  Outcome outcome;
  outcome.seed = scenario_.seed;
  outcome.scenario = describe(scenario_);
  outcome.violation = referee_.violation();
  outcome.hash = trace_.hash();
  outcome.totals = totals_;
  return outcome;
}

}  // namespace threadmirror::simulation
