#include "daemon/monitoring/health.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

using namespace threadmirror;
using namespace threadmirror::daemon::monitoring;

namespace {

MirrorLook look_with(const std::string& state, const std::string& cause) {
  storage::SyncStatus status;
  status.health = state;
  status.cause = cause;
  return {{}, status};
}

std::string newest_migration() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(THREADMIRROR_SOURCE_TREE "/migrations")) {
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.find("CREATE VIEW sync_status") != std::string::npos) files.push_back(entry.path());
  }
  std::ifstream file(*std::max_element(files.begin(), files.end()));
  return {std::istreambuf_iterator<char>(file), {}};
}

// What stands in single quotes behind THEN and ELSE in the view's verdict.
std::set<std::string> states_of_the_view() {
  const std::string sql = newest_migration();
  const std::size_t begin = sql.find("verdict AS (");
  const std::string verdict = sql.substr(begin, sql.find("AS health", begin) - begin);
  std::set<std::string> states;
  for (const std::string word : {"THEN '", "ELSE '"}) {
    for (std::size_t at = 0; (at = verdict.find(word, at)) != std::string::npos;) {
      at += word.size();
      states.insert(verdict.substr(at, verdict.find('\'', at) - at));
    }
  }
  return states;
}

}  // namespace

TEST_CASE("the states are those of the view, and no others") {
  CHECK(states_of_the_view() == std::set<std::string>(kHealthStates.begin(), kHealthStates.end()));
}

TEST_CASE("the view's verdict counts, and only a current mirror is ready") {
  for (const std::string_view state : kHealthStates) {
    const Health health = health_of(look_with(std::string(state), "why"));
    CHECK(health.state == state);
    CHECK(health.cause == "why");
    CHECK(health.is_ready() == (state == "current"));
  }
}

TEST_CASE("a database that can't be read needs attention, and the reason is the cause") {
  const Health health =
      health_of({{}, core::fail(core::ErrorCode::kDatabaseCorrupt, "it is damaged", "restore it")});
  CHECK(health.state == "attention");
  CHECK(health.cause == "the database can't be read: it is damaged (restore it)");
  CHECK_FALSE(health.is_ready());
}
