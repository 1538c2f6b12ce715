#include "config/suggestion.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::config;

TEST_CASE("sections are known by their full names") {
  CHECK(is_section("hubspot"));
  CHECK(is_section("hubspot.oauth"));
  CHECK_FALSE(is_section("oauth"));
  CHECK_FALSE(is_section("hubspot.page_size"));
}

TEST_CASE("an unknown key gets the nearest key of its section") {
  const auto error = unknown("hubspot.", "pagesize", false);
  CHECK(error.message() == "unknown key");
  CHECK(error.mend() == "did you mean \"page_size\"?");
  CHECK(unknown("sync.", "pol_interval", false).mend() == "did you mean \"poll_interval\"?");
}

TEST_CASE("a key in the wrong section is sent home") {
  CHECK(unknown("", "page_size", false).mend() == "it belongs under [hubspot]");
  CHECK(unknown("sync.", "share", false).mend() == "it belongs under [rate_limit]");
}

TEST_CASE("a key like no other gets the list of what there is") {
  CHECK(unknown("sync.", "qqqqqqqq", false).mend() ==
        "known here: poll_interval, overlap, reconcile_interval");
}

TEST_CASE("an unknown section gets the nearest section, or the whole name of a nested one") {
  CHECK(unknown("", "hubsport", true).message() == "unknown section");
  CHECK(unknown("", "hubsport", true).mend() == "did you mean \"hubspot\"?");
  CHECK(unknown("", "oauth", true).mend() == "write [hubspot.oauth]");
  CHECK(unknown("hubspot.", "oath", true).mend() == "did you mean \"oauth\"?");
  CHECK(unknown("", "zzzzzzzzzz", true).mend() ==
        "known here: hubspot, rate_limit, sync, storage, log, http");
  CHECK(unknown("storage.", "zzzzzzzzzz", true).mend() == "");
}

// Fault 89.
TEST_CASE("a key that would hold a secret is told where secrets belong") {
  for (const char* name : {"token", "access_token", "client_secret", "refresh_token", "api_key"}) {
    CAPTURE(name);
    CHECK(unknown("hubspot.", name, false).mend().starts_with("secrets do not stand in this file"));
  }
}
