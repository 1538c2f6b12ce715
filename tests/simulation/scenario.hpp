// What a seed stands for: a world, its habits, and everything that will happen in it. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "sync/options.hpp"
#include "tests/fake_hubspot/faults.hpp"
#include "tests/fake_hubspot/generator.hpp"
#include "tests/fake_hubspot/mutations.hpp"
#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/rate_ledger.hpp"
#include "tests/simulation/families.hpp"
#include "tests/simulation/memory_vfs.hpp"

namespace threadmirror::simulation {

using std::chrono::milliseconds;

// What holds for a time: how the server behaves, and what goes wrong.
struct Weather {
  fake_hubspot::Quirks quirks;
  std::vector<fake_hubspot::FaultRule> faults;
  fake_hubspot::RateLimits limits;
  double network_failures = 0;  // the part of the requests that the network loses
  milliseconds slowest{300};    // the longest that one way of a request takes
  milliseconds wall_offset{0};  // the machine's clock is so far ahead
};

struct Event {
  enum class Kind {
    kMutate,        // `mutation`
    kWeather,       // `weather` from now on
    kStorageFault,  // `fault`, counted from now
    kKill,          // the process dies
    kStop           // the process is asked to stop
  };
  milliseconds at{0};  // since the world began
  Kind kind = Kind::kMutate;
  fake_hubspot::Mutation mutation{};
  milliseconds stamped_ago{0};  // the message's time is so long before the mutation
  std::size_t weather = 0;      // its place in Scenario::weathers
  StorageFault fault{};
  bool power_lost = false;  // if a crash comes of it
};

struct Scenario {
  std::uint64_t seed = 0;
  FamilySet families;  // that are at work
  fake_hubspot::WorldShape shape;
  core::Timestamp start;  // of the world, true time
  sync::EngineOptions engine;
  int page_size = 500;
  std::string api_version;
  // Empty (zero): the daemon. Else cron starts `sync` so often, and `reconcile` with the engine's interval.
  milliseconds cron_interval{0};
  milliseconds restart_after{1000};  // from the end of a process to the next one
  std::vector<Weather> weathers;     // the first one holds from the start; the last one is the calm
  std::vector<Event> events;         // in the order of their times, all before `calm_at`
  milliseconds calm_at{0};           // faults and mutations end here
  milliseconds longest_lag{0};       // of any mutation
};

// The scenario of `seed` without the families outside `allowed`. The same arguments give the same scenario.
Scenario make_scenario(std::uint64_t seed, const FamilySet& allowed);

// "120 threads, page 20, poll 60 s, …": for traces and violations.
std::string describe(const Scenario& scenario);

}  // namespace threadmirror::simulation
