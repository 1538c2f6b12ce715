// A fake HubSpot in this process, and a configuration that points the real program at it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/daemon/program.hpp"
#include "tests/fake_hubspot/compare.hpp"
#include "tests/fake_hubspot/server.hpp"
#include "tests/support/temp_folder.hpp"

namespace threadmirror::tests {

// What a test wants to be different.
struct RehearsalOptions {
  int threads = 2000;
  int page_size = 100;
  std::string poll_interval = "200ms";
  std::chrono::milliseconds latency{0};
  fake_hubspot::RateLimits limits{.burst = 0, .daily = 0};
};

// Owns server, folder and files. Not thread-safe.
class Rehearsal {
 public:
  explicit Rehearsal(const RehearsalOptions& options = {});

  std::filesystem::path database() const { return folder / "mirror.db"; }
  std::filesystem::path config() const { return folder / "config.toml"; }
  // The program with --config and the token in its environment.
  std::vector<std::string> arguments(std::vector<std::string> command) const;
  Program::Environment environment() const;
  Finished run(std::vector<std::string> command) const;
  std::unique_ptr<Program> start(std::vector<std::string> command) const;

  // The mirror beside the truth.
  fake_hubspot::Comparison compare();
  // Requests to the API so far.
  std::int64_t requests();
  // Changes the world: so many threads by chance; or these.
  void mutate(fake_hubspot::MutationKind kind, int times);
  void mutate(fake_hubspot::MutationKind kind, const std::vector<std::optional<std::int64_t>>& ids);
  // Open threads without a message for the longest time: no poll reads them.
  std::vector<std::optional<std::int64_t>> quiet_threads(int count) const;
  // The first cell of the statement's result, read by a connection of its own; "" without a row.
  std::string cell(const std::string& sql) const;
  std::int64_t number(const std::string& sql) const { return std::stoll(cell(sql)); }
  // Looks every few milliseconds until `condition` holds; false after a generous limit.
  bool eventually(const std::function<bool()>& condition) const;

  TempFolder folder;
  fake_hubspot::FakeHubSpot hubspot;
};

}  // namespace threadmirror::tests
