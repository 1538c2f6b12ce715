#include "tests/simulation/simulation.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/temp_folder.hpp"

using namespace threadmirror::simulation;

namespace {

struct Rig {
  Rig() {
    options.folder = folder / ".";
    options.blank_database = make_blank_database(options.folder);
  }
  threadmirror::tests::TempFolder folder;
  SimulationOptions options;
};

}  // namespace

TEST_CASE("each seed, played twice, gives the same trace; no two seeds give the same") {
  Rig rig;
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 5000; seed < 5020; ++seed) {
    const Outcome outcome = simulate(seed, rig.options);
    CHECK(simulate(seed, rig.options).hash == outcome.hash);
    CHECK(hashes.insert(outcome.hash).second);
    CHECK_MESSAGE(!outcome.violation, outcome.violation->text());
  }
}

TEST_CASE("a world without faults sees an hour, a hundred mutations, no crash and an exact mirror") {
  Rig rig;
  rig.options.families = FamilySet();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Outcome outcome = simulate(seed, rig.options);
    CHECK_MESSAGE(!outcome.violation, outcome.violation->text());
    CHECK(outcome.totals.simulated_ms >= 3'600'000);
    CHECK(outcome.totals.mutations >= 100);
    CHECK(outcome.totals.crashes == 0);
    CHECK(outcome.totals.storage_faults == 0);
  }
}

TEST_CASE("a world with faults sees an hour and a hundred mutations, too") {
  Rig rig;
  for (std::uint64_t seed = 6000; seed < 6040; ++seed) {
    const Outcome outcome = simulate(seed, rig.options);
    CAPTURE(seed);
    CHECK(!outcome.violation);
    CHECK(outcome.totals.simulated_ms >= 3'600'000);
    CHECK(outcome.totals.mutations >= 100);
  }
}

TEST_CASE("printing the trace does not change it") {
  Rig rig;
  const auto hash = simulate(5001, rig.options).hash;
  std::size_t lines = 0;
  rig.options.print = [&lines](const std::string&) { ++lines; };
  CHECK(simulate(5001, rig.options).hash == hash);
  CHECK(lines > 100);
}
