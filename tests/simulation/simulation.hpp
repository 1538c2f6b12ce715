// Runs one seed: its world, its mirror, its disasters, its calm, and its end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "tests/simulation/families.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/memory_vfs.hpp"
#include "tests/simulation/trace.hpp"

namespace threadmirror::simulation {

// What a world saw.
struct Totals {
  std::int64_t mutations = 0;
  std::int64_t simulated_ms = 0;
  std::int64_t requests = 0;
  std::int64_t commits = 0;
  std::int64_t processes = 0;
  std::int64_t crashes = 0;
  std::int64_t storage_faults = 0;  // operations of the disk that failed

  Totals& operator+=(const Totals& other);
};

struct Outcome {
  std::uint64_t seed = 0;
  std::string scenario;  // in words
  std::optional<Violation> violation;
  std::uint64_t hash = 0;  // of all that happened
  Totals totals;
};

struct SimulationOptions {
  FamilySet families = FamilySet::all();  // that may be at work
  // An empty folder that is there: the store looks at it, while the files themselves are in memory.
  std::filesystem::path folder;
  // A database without threads, made by an earlier process, that most worlds begin with (see
  // make_blank_database). Without it every world begins by creating its own.
  std::shared_ptr<const DiskImage> blank_database;
  Trace::Print print;  // each event as a line; empty: none
};

// Sets up SQLite and the allocator of this process for thousands of worlds in one thread. Before SQLite is
// used for the first time; without it everything is the same, only slower.
void prepare_process();

// The database that a process leaves that was started once, in that folder, the day before any world begins.
std::shared_ptr<const DiskImage> make_blank_database(const std::filesystem::path& folder);

// Plays the seed's scenario to its end, or to the first breach of an invariant. The same arguments give the
// same outcome (the folder's path must have the same length). One at a time.
Outcome simulate(std::uint64_t seed, const SimulationOptions& options);

}  // namespace threadmirror::simulation
