// Everything of a simulated world that outlives the mirror's processes.
#pragma once

#include <string>

#include "core/log.hpp"
#include "tests/simulation/process.hpp"
#include "tests/simulation/simulation.hpp"

namespace threadmirror::simulation {

inline constexpr char kDatabaseName[] = "mirror.db";

class Universe {
 public:
  Universe(const Scenario& scenario, const SimulationOptions& options);

  Outcome run();

 private:
  core::Timestamp true_now() const;
  milliseconds elapsed() const;
  core::SteadyTime steady_at(milliseconds at) const { return begin_ + at; }
  void note(std::string_view what, std::int64_t number = 0, std::string_view text = {});

  void advance_to(milliseconds at);
  void live_until(milliseconds at);
  void start_process();
  void process_ended();
  void process_crashed();
  void bury_process();
  void schedule(milliseconds at);
  void happen(const Event& event);
  void mutate(const Event& event);
  void change_weather(std::size_t number);
  bool can_ask_status() const;
  void check_status();
  void reconcile_moved(storage::Sightings to);

  void be_calm();
  milliseconds calm_deadline(milliseconds ready) const;
  void check_convergence();
  void check_honesty();
  void check_traffic();

  const Scenario& scenario_;
  Trace trace_;
  Referee referee_;
  core::NullLog log_;
  tests::FakeClock clock_;
  core::SteadyTime begin_;
  Dice dice_;
  MemoryVfs disk_;
  fake_hubspot::Upstream upstream_;
  Weather weather_;
  TruthBook truth_;
  MirrorBook mirror_;
  Freshness freshness_;
  SweepWatch sweeps_;
  Traffic traffic_;
  Totals totals_;
  StoreObservers observers_;
  ProcessWorld process_world_;
  std::unique_ptr<Process> process_;
  Job job_ = Job::kServe;
  milliseconds next_start_{0};
  milliseconds next_reconcile_{0};  // of cron
  bool power_lost_ = false;         // with the next crash
  bool has_crashed_ = false;        // since a process last opened the database
  // From when on a reconcile must find everything; whether one has begun since then; and ended.
  std::optional<milliseconds> ready_at_;
  bool is_reconciling_ = false;
  bool has_reconciled_ = false;
};

}  // namespace threadmirror::simulation
