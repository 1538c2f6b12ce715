// The files for operators: they speak of what the program tells, and of nothing else.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/daemon/monitoring/sample_input.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

const std::string kDocs = THREADMIRROR_SOURCE_TREE "/docs/";

std::string read(const std::string& path) {
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// All first groups of a pattern in a text.
std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

using Kinds = std::map<std::string, std::string>;  // by name

Kinds told_by_the_program() {
  const std::string text = SampleInput().text();
  Kinds kinds;
  for (const auto& match : matches(text, std::regex("# TYPE (\\w+) (\\w+)"))) kinds[match[1]] = match[2];
  return kinds;
}

void check_known(const std::string& text) {
  const Kinds known = told_by_the_program();
  const auto names = matches(text, std::regex(R"(\b((?:threadmirror|process)_[a-z_]+)\b)"));
  CHECK(names.size() > 10);
  for (const auto& name : names) {
    CAPTURE(name[1].str());
    CHECK(known.contains(name[1]));
  }
}

// The expressions of all panels, with the dashboard's variables filled in.
std::vector<std::string> dashboard_expressions(const rapidjson::Document& dashboard) {
  std::vector<std::string> expressions;
  for (const auto& panel : dashboard["panels"].GetArray()) {
    if (!panel.HasMember("targets")) continue;
    for (const auto& target : panel["targets"].GetArray()) {
      std::string text = target["expr"].GetString();
      text = std::regex_replace(text, std::regex(R"(\$__rate_interval)"), "5m");
      expressions.push_back(std::regex_replace(text, std::regex(R"(\$\w+)"), "x"));
    }
  }
  return expressions;
}

rapidjson::Document dashboard() {
  rapidjson::Document document;
  document.Parse(read(kDocs + "monitoring/threadmirror-dashboard.json").c_str());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

}  // namespace

TEST_CASE("docs/MONITORING.md explains every metric, with its kind, and no other") {
  Kinds explained;
  const std::string text = read(kDocs + "MONITORING.md");
  for (const auto& row : matches(text, std::regex(R"(\| `(\w+)` \| (counter|gauge) \|)"))) {
    CHECK_MESSAGE(!explained.contains(row[1]), row[1].str());
    explained[row[1]] = row[2];
  }
  CHECK(explained == told_by_the_program());
}

TEST_CASE("names follow Prometheus's rules: counters end in _total, nothing else does") {
  for (const auto& [name, kind] : told_by_the_program()) {
    CAPTURE(name);
    CHECK(name.ends_with("_total") == (kind == "counter"));
    CHECK((name.starts_with("threadmirror_") || name.starts_with("process_")));
  }
}

TEST_CASE("alert rules and their tests speak of metrics that there are") {
  check_known(read(kDocs + "monitoring/threadmirror.rules.yml"));
  check_known(read(kDocs + "monitoring/threadmirror.rules.test.yml"));
}

TEST_CASE("every alert is tried out by a test") {
  const std::string rules = read(kDocs + "monitoring/threadmirror.rules.yml");
  const std::string tests = read(kDocs + "monitoring/threadmirror.rules.test.yml");
  const auto alerts = matches(rules, std::regex("- alert: (\\w+)"));
  CHECK(alerts.size() > 10);
  for (const auto& alert : alerts) {
    CAPTURE(alert[1].str());
    CHECK(tests.find('"' + alert[1].str() + '"') != std::string::npos);
  }
}

TEST_CASE("the dashboard shows metrics that there are, in panels that don't overlap") {
  const rapidjson::Document document = dashboard();
  for (const std::string& expression : dashboard_expressions(document)) {
    CAPTURE(expression);
    const auto names = matches(expression, std::regex(R"(\b((?:threadmirror|process)_[a-z_]+)\b)"));
    CHECK(!names.empty());
    for (const auto& name : names) CHECK(told_by_the_program().contains(name[1]));
  }
  std::set<int> ids;
  std::set<std::pair<int, int>> taken;
  for (const auto& panel : document["panels"].GetArray()) {
    CHECK(ids.insert(panel["id"].GetInt()).second);
    const auto& place = panel["gridPos"];
    CHECK(place["x"].GetInt() + place["w"].GetInt() <= 24);
    for (int x = 0; x < place["w"].GetInt(); ++x) {
      for (int y = 0; y < place["h"].GetInt(); ++y) {
        CHECK(taken.insert({place["x"].GetInt() + x, place["y"].GetInt() + y}).second);
      }
    }
  }
}

TEST_CASE("the dashboard shows nearly all that there is to see") {
  std::string all;
  for (const std::string& expression : dashboard_expressions(dashboard())) all += expression + '\n';
  for (const auto& [name, kind] : told_by_the_program()) {
    const bool is_left_out = name == "threadmirror_database_readable" ||
                             name == "threadmirror_backfill_complete" ||
                             name.starts_with("threadmirror_rate_limit") ||
                             name == "process_start_time_seconds" || name.ends_with("_timestamp_seconds");
    CAPTURE(name);
    CHECK((is_left_out || all.find(name + '{') != std::string::npos));
  }
}

#ifdef THREADMIRROR_PROMTOOL
namespace {

// Prometheus's own judgement: 0 where it finds nothing to complain about. What it says is shown.
int promtool(const std::string& arguments) {
  return std::system((THREADMIRROR_PROMTOOL " " + arguments).c_str());
}

}  // namespace

TEST_CASE("promtool finds nothing wrong with the metrics, the rules and the dashboard's expressions") {
  const TempFolder folder;
  std::ofstream(folder / "metrics") << SampleInput().text();
  CHECK(promtool("check metrics < " + (folder / "metrics").string()) == 0);
  CHECK(promtool("check rules " + kDocs + "monitoring/threadmirror.rules.yml > /dev/null") == 0);
  CHECK(promtool("test rules " + kDocs + "monitoring/threadmirror.rules.test.yml > /dev/null") == 0);
  std::string rules = "groups:\n- name: dashboard\n  rules:\n";
  int number = 0;
  for (const std::string& expression : dashboard_expressions(dashboard())) {
    rules += fmt::format("  - {{record: 'panel:{}', expr: '{}'}}\n", ++number, expression);
  }
  std::ofstream(folder / "panels.yml") << rules;
  CHECK(promtool("check rules " + (folder / "panels.yml").string() + " > /dev/null") == 0);
}
#endif
