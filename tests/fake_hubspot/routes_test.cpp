#include "tests/fake_hubspot/routes.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::fake_hubspot;

TEST_CASE("both path families lead to the threads") {
  for (const char* path :
       {"/conversations/v3/conversations/threads", "/conversations/conversations/2026-09/threads",
        "/conversations/conversations/2026-09-beta/threads",
        "/conversations/conversations/2027-03/threads"}) {
    CAPTURE(path);
    CHECK(find_route(path, Versions::kAll).endpoint == Endpoint::kThreads);
    const Route one = find_route(std::string(path) + "/42", Versions::kAll);
    CHECK(one.endpoint == Endpoint::kThread);
    CHECK(one.thread_id == "42");
  }
}

TEST_CASE("what is not served leads nowhere") {
  for (const char* path :
       {"", "/", "/conversations/v3/conversations", "/conversations/v4/conversations/threads", "threads",
        "/conversations/conversations/2026-10/threads", "/conversations/conversations/20x6-09/threads",
        "/conversations/2026-09/conversations/threads", "/conversations/v3/conversations/threads/1/messages",
        "/conversations/v3/conversations/inboxes", "/account-info/v2/details",
        "/account-info/v3/details/x"}) {
    CAPTURE(path);
    CHECK(find_route(path, Versions::kAll).endpoint == Endpoint::kNone);
  }
}

TEST_CASE("both path families have a token endpoint") {
  CHECK(find_route("/oauth/v3/token", Versions::kAll).endpoint == Endpoint::kToken);
  CHECK(find_route("/oauth/2026-03/token", Versions::kAll).endpoint == Endpoint::kToken);
  CHECK(find_route("/oauth/v3/token", Versions::kDated).endpoint == Endpoint::kNone);
  CHECK(find_route("/oauth/2026-03/token", Versions::kV3).endpoint == Endpoint::kNone);
  CHECK(find_route("/oauth/v1/token", Versions::kAll).endpoint == Endpoint::kNone);
}

// Plays fault 70.
TEST_CASE("a retired family leads nowhere, the account stays") {
  const char* v3 = "/conversations/v3/conversations/threads";
  const char* dated = "/conversations/conversations/2026-09/threads";
  CHECK(find_route(v3, Versions::kDated).endpoint == Endpoint::kNone);
  CHECK(find_route(dated, Versions::kDated).endpoint == Endpoint::kThreads);
  CHECK(find_route(v3, Versions::kV3).endpoint == Endpoint::kThreads);
  CHECK(find_route(dated, Versions::kV3).endpoint == Endpoint::kNone);
  for (const auto versions : {Versions::kAll, Versions::kV3, Versions::kDated}) {
    CHECK(find_route("/account-info/v3/details", versions).endpoint == Endpoint::kAccount);
    CHECK(find_route("/account-info/2026-09/details", versions).endpoint == Endpoint::kAccount);
  }
}
