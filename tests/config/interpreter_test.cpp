#include "config/interpreter.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <string_view>

using namespace threadmirror::config;

namespace {
Interpretation read(std::string_view text) { return interpret(toml::parse(text), "f"); }
}  // namespace

TEST_CASE("an empty document means the defaults") {
  const Interpretation document = read("");
  CHECK(document.settings == Settings());
  CHECK(document.findings.empty());
  CHECK(document.places.empty());
}

TEST_CASE("keys are found in sections, nested sections, dotted keys and inline tables") {
  const Interpretation document = read(
      "sync.overlap = '1m'\n"
      "log = {level = 'debug', format = 'json'}\n"
      "[hubspot]\n"
      "page_size = 100\n"
      "oauth.client_id = 'abc'\n");
  CHECK(document.findings.empty());
  CHECK(document.settings.sync.overlap == std::chrono::minutes(1));
  CHECK(document.settings.log.level == threadmirror::core::LogLevel::kDebug);
  CHECK(document.settings.log.format == LogFormat::kJson);
  CHECK(document.settings.hubspot.page_size == 100);
  CHECK(document.settings.hubspot.oauth.client_id == "abc");
  CHECK(document.places.at("hubspot.page_size").line == 4);
  CHECK(document.places.at("hubspot.page_size").column == 13);
}

// Fault 86.
TEST_CASE("every mistake is noted, in the order of the file, and keys at fault keep their defaults") {
  const Interpretation document = read(
      "stray = 1\n"
      "[sync]\n"
      "poll_interval = 30\n"
      "overlap = '5m'\n"
      "[hubspot]\n"
      "pagesize = 5\n"
      "page_size = 5000\n"
      "[hubsport]\n"
      "page_size = 5\n");
  CHECK(to_text(document.findings) ==
        "f:1:1: stray: unknown key (known here: hubspot, rate_limit, sync, storage, log, http)\n"
        "f:3:17: sync.poll_interval: expected a duration such as \"30s\", found the integer 30\n"
        "f:6:1: hubspot.pagesize: unknown key (did you mean \"page_size\"?)\n"
        "f:7:13: hubspot.page_size: must be from 1 to 500, found the integer 5000\n"
        "f:8:2: hubsport: unknown section (did you mean \"hubspot\"?)");
  CHECK(document.settings.hubspot.page_size == 500);
  CHECK(document.settings.sync.overlap == std::chrono::minutes(5));
  CHECK(document.refused == std::set<std::string>{"hubspot.page_size", "sync.poll_interval"});
}

TEST_CASE("a key where a section belongs, and a list of sections, are refused") {
  CHECK(read("hubspot = 3\n").findings[0].message == "is a section, not a key");
  CHECK(read("[[hubspot]]\npage_size = 3\n").findings[0].message ==
        "is a section that stands once, not a list of sections");
  CHECK(read("[hubspot.page_size]\nx = 3\n").findings[0].message == "expected an integer, found a table");
}

TEST_CASE("a quoted key with dots is not the key that it looks like") {
  const Interpretation document = read("\"hubspot.page_size\" = 3\n\"hubspot.oauth\" = {}\n");
  REQUIRE(document.findings.size() == 2);
  CHECK(document.findings[0].message == "unknown key");
  CHECK(document.findings[1].message == "unknown section");
  CHECK(document.settings == Settings());
}

// Fault 89.
TEST_CASE("the value of an unknown key never shows") {
  const Interpretation document = read("[hubspot]\ntoken = 'pat-na1-11111111-2222'\n");
  REQUIRE(document.findings.size() == 1);
  CHECK(document.findings[0].mend.starts_with("secrets do not stand in this file"));
  CHECK(to_text(document.findings).find("11111111") == std::string::npos);
}
