#include "tests/simulation/simulation.hpp"

#include <malloc.h>
#include <sqlite3.h>

#include <stdexcept>

#include "tests/simulation/universe.hpp"

namespace threadmirror::simulation {

namespace {

// 2026-11-20T00:00:00Z.
constexpr core::Timestamp kDayBefore = core::Timestamp::from_unix_ms(1'795'132'800'000);

}  // namespace

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

void prepare_process() {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // Memory that one world gives back is the next one's: the system need not have it in between.
  constexpr int kKept = 256 << 20;
  mallopt(M_TRIM_THRESHOLD, kKept);
  mallopt(M_MMAP_THRESHOLD, kKept);
  mallopt(M_TOP_PAD, 8 << 20);
}

std::shared_ptr<const DiskImage> make_blank_database(const std::filesystem::path& folder) {
  const tests::FakeClock clock(kDayBefore);
  core::NullLog log;
  MemoryVfs disk(
      0, [&clock] { return clock.now(); }, false);
  storage::StoreOptions options;
  options.path = folder / kDatabaseName;
  const auto store = storage::MirrorStore::open(options, clock, log);
  if (!store) throw std::runtime_error(store.error().text());
  (*store)->close();
  return std::make_shared<const DiskImage>(disk.image());
}

Outcome simulate(std::uint64_t seed, const SimulationOptions& options) {
  const Scenario scenario = make_scenario(seed, options.families);
  Universe universe(scenario, options);
  return universe.run();
}

}  // namespace threadmirror::simulation
