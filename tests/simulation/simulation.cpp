#include "tests/simulation/simulation.hpp"

#include "tests/simulation/universe.hpp"

namespace threadmirror::simulation {

Totals& Totals::operator+=(const Totals& other) {
  mutations += other.mutations;
  simulated_ms += other.simulated_ms;
  requests += other.requests;
  commits += other.commits;
  processes += other.processes;
  crashes += other.crashes;
  storage_faults += other.storage_faults;
  return *this;
}

Outcome simulate(std::uint64_t seed, const SimulationOptions& options) {
  const Scenario scenario = make_scenario(seed, options.families);
  Universe universe(scenario, options);
  return universe.run();
}

}  // namespace threadmirror::simulation
