#include "config/key_text.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::config;
using namespace std::chrono_literals;

namespace {
const KeyKind& kind(std::string_view name) {
  const Key* key = find_key(name);
  REQUIRE(key != nullptr);
  return key->kind;
}
std::string default_of(std::string_view name) { return toml_value(*find_key(name), Settings()); }
}  // namespace

TEST_CASE("each kind says what it takes") {
  CHECK(expected(kind("hubspot.base_url")) == "text in quotes");
  CHECK(expected(kind("storage.path")) == "a path in quotes");
  CHECK(expected(kind("hubspot.page_size")) == "an integer");
  CHECK(expected(kind("rate_limit.share")) == "a number");
  CHECK(expected(kind("sync.overlap")) == "a duration such as \"30s\"");
  CHECK(expected(kind("hubspot.inbox_ids")) == "a list of ids such as [101, 102]");
  CHECK(expected(kind("log.format")) == R"(one of "auto", "text", "json", "journal")");
}

TEST_CASE("limits are told where there are any") {
  CHECK(limits(kind("hubspot.page_size")) == "from 1 to 500");
  CHECK(limits(kind("rate_limit.max_in_flight")) == "from 1 to 64");
  CHECK(limits(kind("rate_limit.share")) == "above 0 and at most 1");
  CHECK(limits(kind("rate_limit.daily_reserve")) == "at least 0 and below 1");
  CHECK(limits(kind("sync.poll_interval")) == "from 100ms to 1d");
  CHECK(limits(kind("storage.path")) == "");
}

TEST_CASE("the defaults in TOML are those of the documentation") {
  CHECK(default_of("hubspot.base_url") == "\"https://api.hubapi.com\"");
  CHECK(default_of("hubspot.api_version") == "\"v3\"");
  CHECK(default_of("hubspot.token_file") == "\"\"");
  CHECK(default_of("hubspot.page_size") == "500");
  CHECK(default_of("hubspot.inbox_ids") == "[]");
  CHECK(default_of("hubspot.request_timeout") == "\"110s\"");
  CHECK(default_of("rate_limit.requests") == "100");
  CHECK(default_of("rate_limit.window") == "\"10s\"");
  CHECK(default_of("rate_limit.share") == "0.9");
  CHECK(default_of("rate_limit.daily_reserve") == "0.2");
  CHECK(default_of("rate_limit.max_in_flight") == "8");
  CHECK(default_of("sync.poll_interval") == "\"30s\"");
  CHECK(default_of("sync.overlap") == "\"10m\"");
  CHECK(default_of("sync.reconcile_interval") == "\"1h\"");
  CHECK(default_of("log.level") == "\"info\"");
  CHECK(default_of("log.format") == "\"auto\"");
  CHECK(default_of("http.listen") == "\"\"");
}

TEST_CASE("quotes and backslashes are escaped") { CHECK(toml_string(R"(a"b\c)") == R"("a\"b\\c")"); }

TEST_CASE("the keys that differ are named, and only these") {
  Settings before;
  Settings after;
  CHECK(changed_keys(before, after).empty());
  after.sync.overlap = 11min;
  after.hubspot.inbox_ids = {1};
  after.log.level = threadmirror::core::LogLevel::kDebug;
  CHECK(changed_keys(before, after) ==
        std::vector<std::string>{"hubspot.inbox_ids", "sync.overlap", "log.level"});
}
