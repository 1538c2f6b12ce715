// `simulate`: plays seeds, and tells how to replay one that breaks an invariant.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/simulation/simulation.hpp"

namespace {

using namespace threadmirror::simulation;

struct Arguments {
  std::uint64_t first = 1;
  std::uint64_t count = 100;
  std::optional<std::uint64_t> single;
  std::string without;
  bool trace = false;
  bool list_faults = false;
  bool check_determinism = false;
  bool expect_violation = false;
  std::int64_t stop_after = 1;
};

// A folder of its own in memory, gone with the object.
class Folder {
 public:
  Folder() : path_("/dev/shm/threadmirror-simulation-XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no folder can be made in /dev/shm");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void print_replay(const Outcome& outcome, const Arguments& arguments) {
  fmt::print("seed {}: {}\n  {}\n  replay: script/simulate --seed {}{}{} --trace\n", outcome.seed,
             outcome.violation->text(), outcome.scenario, outcome.seed,
             arguments.without.empty() ? "" : " --without ", arguments.without);
}

// The least that a world without a violation had.
struct Least {
  bool is_known = false;
  std::int64_t simulated_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t mutations = std::numeric_limits<std::int64_t>::max();

  void take(const Totals& totals) {
    is_known = true;
    simulated_ms = std::min(simulated_ms, totals.simulated_ms);
    mutations = std::min(mutations, totals.mutations);
  }
};

void print_summary(std::uint64_t seeds, const Totals& totals, const Least& least, double cpu) {
  fmt::print(
      "{} seeds, {:.0f} simulated hours, {} mutations, {} requests, {} commits, {} processes, {} crashes, "
      "{} failed disk operations\n",
      seeds, static_cast<double>(totals.simulated_ms) / 3.6e6, totals.mutations, totals.requests,
      totals.commits, totals.processes, totals.crashes, totals.storage_faults);
  if (least.is_known)
    fmt::print("at least {} minutes and {} mutations each\n", least.simulated_ms / 60'000, least.mutations);
  fmt::print("{:.1f} s of CPU time, {:.0f} seeds a second\n", cpu, static_cast<double>(seeds) / cpu);
}

int play(const Arguments& arguments, const SimulationOptions& options) {
  const double begun = cpu_seconds();
  Totals totals;
  Least least;
  std::uint64_t played = 0;
  std::int64_t violations = 0;
  while (played < arguments.count && violations < arguments.stop_after) {
    const std::uint64_t seed = arguments.first + played++;
    const Outcome outcome = simulate(seed, options);
    totals += outcome.totals;
    if (!outcome.violation) least.take(outcome.totals);
    if (outcome.violation) {
      ++violations;
      print_replay(outcome, arguments);
    } else if (arguments.check_determinism && simulate(seed, options).hash != outcome.hash) {
      ++violations;
      fmt::print("seed {}: two runs differ\n", seed);
    }
    std::fflush(stdout);
  }
  print_summary(played, totals, least, cpu_seconds() - begun);
  if (!arguments.expect_violation) return violations > 0 ? 1 : 0;
  fmt::print("{}\n", violations > 0 ? fmt::format("found within {} seeds", played) : "not found");
  return violations > 0 ? 0 : 1;
}

int list_faults() {
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    fmt::print("{:<14} {}\n", to_string(family), describe(family));
  }
  return 0;
}

int run(Arguments arguments) {
  if (arguments.list_faults) return list_faults();
  const auto without = parse_families(arguments.without);
  if (!without) {
    fmt::print(stderr, "simulate: {}\n", without.error().text());
    return 64;
  }
  if (arguments.single) {
    arguments.first = *arguments.single;
    arguments.count = 1;
  }
  prepare_process();
  const Folder folder;
  SimulationOptions options;
  options.folder = folder.path();
  options.blank_database = make_blank_database(folder.path());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    if (without->has(family)) options.families.set(family, false);
  }
  if (arguments.trace) options.print = [](const std::string& line) { fmt::print("{}\n", line); };
  return play(arguments, options);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Plays the mirror in simulated worlds, and checks what must always hold");
  app.add_option("--seeds", arguments.count, "How many seeds to play")->capture_default_str();
  app.add_option("--from", arguments.first, "The first seed")->capture_default_str();
  app.add_option("--seed", arguments.single, "Play this seed only");
  app.add_option("--without", arguments.without, "Families of faults to leave out: crashes,lag");
  app.add_option("--stop-after", arguments.stop_after, "End after so many violations")->capture_default_str();
  app.add_flag("--trace", arguments.trace, "Print every event");
  app.add_flag("--list-faults", arguments.list_faults, "Print the families of faults");
  app.add_flag("--check-determinism", arguments.check_determinism, "Play each seed twice and compare");
  app.add_flag("--expect-violation", arguments.expect_violation,
               "Succeed when a violation is found, fail otherwise");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(std::move(arguments));
  } catch (const std::exception& error) {
    fmt::print(stderr, "simulate: {}\n", error.what());
    return 70;
  }
}
