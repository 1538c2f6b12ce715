#include "sync/http/proxy_rules.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::http;

namespace {

constexpr const char* kBase = "https://api.hubapi.com";

EnvironmentLookup environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto it = variables.find(std::string(name));
    if (it == variables.end()) return std::nullopt;
    return it->second;
  };
}

}  // namespace

TEST_CASE("without a setting and a variable the way is direct") {
  CHECK(*choose_proxy("", environment({}), kBase) == "");
  CHECK(*choose_proxy("", environment({{"HTTPS_PROXY", "  "}}), kBase) == "");
  CHECK(*choose_proxy("", environment({{"HTTP_PROXY", "http://p:1"}}), kBase) == "");
}

TEST_CASE("the setting goes before the environment, lower case before upper case") {
  const auto variables = environment({{"HTTPS_PROXY", "http://upper:1"}, {"https_proxy", "http://lower:2"}});
  CHECK(*choose_proxy("http://set:3", variables, kBase) == "http://set:3");
  CHECK(*choose_proxy("", variables, kBase) == "http://lower:2");
  CHECK(*choose_proxy("", environment({{"HTTPS_PROXY", "http://upper:1"}}), kBase) == "http://upper:1");
}

TEST_CASE("NO_PROXY takes the variable out of force, not the setting") {
  const auto variables = environment({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", "localhost,hubapi.com"}});
  CHECK(*choose_proxy("", variables, kBase) == "");
  CHECK(*choose_proxy("", variables, "https://other.example") == "http://p:1");
  CHECK(*choose_proxy("http://set:3", variables, kBase) == "http://set:3");
}

TEST_CASE("plain http to loopback never takes a proxy from the environment") {
  CHECK(*choose_proxy("", environment({{"HTTPS_PROXY", "http://p:1"}}), "http://127.0.0.1:1") == "");
}

TEST_CASE("a bad proxy is refused, and the message names where it came from") {
  const auto from_environment = choose_proxy("", environment({{"HTTPS_PROXY", "socks5://u:hush@p"}}), kBase);
  REQUIRE_FALSE(from_environment);
  CHECK(from_environment.error().code() == core::ErrorCode::kConfig);
  CHECK(from_environment.error().message().find("HTTPS_PROXY") != std::string::npos);
  CHECK(from_environment.error().message().find("hush") == std::string::npos);
  CHECK_FALSE(choose_proxy("http://p:1", environment({}), "http://not-loopback.example"));
}

TEST_CASE("NO_PROXY entries match hosts, subdomains, addresses and ports") {
  const Endpoint api{"api.hubapi.com", 443};
  for (const char* list : {"*", "hubapi.com", ".hubapi.com", "*.hubapi.com", "API.HUBAPI.COM",
                           "x, y ,\tapi.hubapi.com", "api.hubapi.com:443", "hubapi.com.", "a b hubapi.com"}) {
    CAPTURE(list);
    CHECK(matches_no_proxy(list, api));
  }
  for (const char* list : {"", ",, ,", "ubapi.com", "api.hubapi.com:8443", "hubapi.com.evil", "pi.hubapi.com",
                           ".", "*.", "hubapi", "com:1"}) {
    CAPTURE(list);
    CHECK_FALSE(matches_no_proxy(list, api));
  }
  CHECK(matches_no_proxy("10.0.0.1", {"10.0.0.1", 443}));
  CHECK(matches_no_proxy("[::1]:8443", {"::1", 8443}));
  CHECK(matches_no_proxy("0:0:0:0:0:0:0:1", {"::1", 8443}));
  CHECK_FALSE(matches_no_proxy("[::1]:8443", {"::1", 443}));
  CHECK_FALSE(matches_no_proxy("0.0.1", {"10.0.0.1", 443}));
}
