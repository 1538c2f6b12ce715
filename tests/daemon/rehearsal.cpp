#include "tests/daemon/rehearsal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace threadmirror::tests {
namespace {

fake_hubspot::UpstreamOptions upstream_options(const RehearsalOptions& options) {
  fake_hubspot::UpstreamOptions upstream;
  upstream.shape.threads = options.threads;
  upstream.limits = options.limits;
  return upstream;
}

}  // namespace

Rehearsal::Rehearsal(const RehearsalOptions& options)
    : hubspot(upstream_options(options), {.port = 0, .tls = true, .latency = options.latency}) {
  std::ofstream(folder / "ca.pem") << hubspot.ca_pem();
  std::ofstream(config()) << fmt::format(
      "[hubspot]\nbase_url = \"{}\"\nca_file = \"{}\"\npage_size = {}\n"
      "[rate_limit]\nrequests = 10000\nwindow = \"1s\"\nshare = 1.0\n"
      "[sync]\npoll_interval = \"{}\"\n[storage]\npath = \"{}\"\n",
      hubspot.base_url(), (folder / "ca.pem").string(), options.page_size, options.poll_interval,
      database().string());
}

std::vector<std::string> Rehearsal::arguments(std::vector<std::string> command) const {
  command.insert(command.begin(), {"--config", config().string()});
  return command;
}

Program::Environment Rehearsal::environment() const {
  return {{"HUBSPOT_ACCESS_TOKEN", std::string(fake_hubspot::kDefaultToken)},
          {"HOME", folder.path().string()}};
}

Finished Rehearsal::run(std::vector<std::string> command) const {
  return run_program(folder.path(), arguments(std::move(command)), environment());
}

std::unique_ptr<Program> Rehearsal::start(std::vector<std::string> command) const {
  return std::make_unique<Program>(folder.path(), arguments(std::move(command)), environment());
}

fake_hubspot::Comparison Rehearsal::compare() {
  fake_hubspot::Comparison comparison;
  hubspot.with([&](fake_hubspot::Upstream& upstream) {
    auto result = fake_hubspot::compare_database(upstream.world(), upstream.quirks(), database());
    if (!result) throw std::runtime_error(result.error().text());
    comparison = std::move(*result);
  });
  return comparison;
}

std::int64_t Rehearsal::requests() {
  std::int64_t requests = 0;
  hubspot.with([&](fake_hubspot::Upstream& upstream) { requests = upstream.service().ledger().requests(); });
  return requests;
}

void Rehearsal::mutate(fake_hubspot::MutationKind kind, int times) {
  mutate(kind, std::vector<std::optional<std::int64_t>>(static_cast<std::size_t>(times)));
}

void Rehearsal::mutate(fake_hubspot::MutationKind kind, const std::vector<std::optional<std::int64_t>>& ids) {
  const core::Timestamp now = hubspot.now();
  hubspot.with([&](fake_hubspot::Upstream& upstream) {
    for (const std::optional<std::int64_t>& id : ids) {
      fake_hubspot::Mutation mutation;
      mutation.kind = kind;
      mutation.id = id;
      const auto applied = fake_hubspot::apply(upstream.world(), mutation, upstream.random(), now);
      if (!applied) throw std::runtime_error(applied.error().text());
    }
  });
}

std::vector<std::optional<std::int64_t>> Rehearsal::quiet_threads(int count) const {
  SQLite::Database reader(database().string(), SQLite::OPEN_READONLY, 5000);
  SQLite::Statement statement(reader,
                              "SELECT id FROM open_threads WHERE latest_message_timestamp IS NOT NULL "
                              "ORDER BY latest_message_timestamp, id LIMIT ?1");
  statement.bind(1, count);
  std::vector<std::optional<std::int64_t>> ids;
  while (statement.executeStep()) ids.push_back(statement.getColumn(0).getInt64());
  return ids;
}

std::string Rehearsal::cell(const std::string& sql) const {
  SQLite::Database reader(database().string(), SQLite::OPEN_READONLY, 5000);
  SQLite::Statement statement(reader, sql);
  return statement.executeStep() ? statement.getColumn(0).getString() : "";
}

bool Rehearsal::eventually(const std::function<bool()>& condition) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace threadmirror::tests
