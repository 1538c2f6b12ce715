#include "config/rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace threadmirror::config;

namespace {
std::string broken(std::string_view text) {
  return to_text(check_rules(interpret(toml::parse(text), "f"), "f"));
}
}  // namespace

TEST_CASE("the defaults and a whole OAuth section break no rule") {
  CHECK(broken("") == "");
  CHECK(broken("[hubspot.oauth]\nclient_id = ''\nclient_secret_file = ''\nrefresh_token_file = ''\n") == "");
  CHECK(broken("[hubspot.oauth]\nclient_id = 'a'\nclient_secret_file = '/b'\nrefresh_token_file = '/c'\n") ==
        "");
  CHECK(broken("[hubspot]\ntoken_file = '/t'\n") == "");
}

// Fault 86.
TEST_CASE("OAuth with a key missing names each missing one") {
  CHECK(broken("[hubspot.oauth]\nclient_secret_file = '/b'\n") ==
        "f:2:22: hubspot.oauth.client_id: is missing, while hubspot.oauth.client_secret_file is set (set all "
        "three keys of [hubspot.oauth], or none)\n"
        "f:2:22: hubspot.oauth.refresh_token_file: is missing, while hubspot.oauth.client_secret_file is set "
        "(set all three keys of [hubspot.oauth], or none)");
  // One that is there but empty is pointed at itself.
  CHECK(broken("[hubspot.oauth]\nclient_id = ''\nclient_secret_file = '/b'\nrefresh_token_file = '/c'\n")
            .starts_with("f:2:13: hubspot.oauth.client_id: is missing"));
}

// Fault 86.
TEST_CASE("a static token and OAuth exclude each other") {
  const std::string oauth =
      "[hubspot.oauth]\nclient_id = 'a'\nclient_secret_file = '/b'\nrefresh_token_file = '/c'\n";
  CHECK(broken("[hubspot]\ntoken_file = '/t'\n" + oauth) ==
        "f:2:14: hubspot.token_file: excludes [hubspot.oauth], which is set too (remove one of the two)");
}

// Fault 86.
TEST_CASE("reconciling more often than polling is refused, whichever of the two is set") {
  CHECK(broken("[sync]\npoll_interval = '5m'\nreconcile_interval = '5m'\n") == "");
  CHECK(
      broken("[sync]\npoll_interval = '5m'\nreconcile_interval = '4m'\n") ==
      "f:3:22: sync.reconcile_interval: 4m is shorter than sync.poll_interval, 5m (raise it to 5m or more)");
  CHECK(
      broken("[sync]\npoll_interval = '2h'\n") ==
      "f:2:17: sync.reconcile_interval: 1h is shorter than sync.poll_interval, 2h (raise it to 2h or more)");
}

TEST_CASE("a rule says nothing where one of its keys has been refused already") {
  CHECK(broken("[sync]\npoll_interval = '2h'\nreconcile_interval = 5\n") == "");
  CHECK(broken("[hubspot.oauth]\nclient_id = 5\nclient_secret_file = '/b'\n") == "");
  CHECK(broken("[hubspot]\ntoken_file = 5\n[hubspot.oauth]\nclient_id = 'a'\nclient_secret_file = "
               "'/b'\nrefresh_token_file = '/c'\n") == "");
}
