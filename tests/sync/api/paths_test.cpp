#include "sync/api/paths.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync::api;

TEST_CASE("the path family follows the version") {
  CHECK(threads_path("v3") == "/conversations/v3/conversations/threads");
  CHECK(threads_path("v4") == "/conversations/v4/conversations/threads");
  CHECK(threads_path("2026-09") == "/conversations/conversations/2026-09/threads");
  CHECK(threads_path("2026-09-beta") == "/conversations/conversations/2026-09-beta/threads");
  CHECK(thread_path("v3", 42) == "/conversations/v3/conversations/threads/42");
  CHECK(account_path() == "/account-info/v3/details");
  CHECK(token_path("v3") == "/oauth/v3/token");
  CHECK(token_path("2026-03") == "/oauth/2026-03/token");
  CHECK(token_path("2026-09-beta") == "/oauth/2026-09/token");
}

TEST_CASE("versions are checked, and the error says what they look like") {
  for (const char* good : {"v1", "v3", "v10", "2026-03", "2026-12", "2027-01-beta"})
    CHECK(check_api_version(good));
  for (const char* bad :
       {"", "v", "3", "v0", "v03", "v100", "V3", "v3/", "2026", "2026-00", "2026-13", "2026-9",
        "2026-09-alpha", "-beta", "2026-09-beta-beta", "../x", "v3?a=b", "2026_09"}) {
    const auto status = check_api_version(bad);
    REQUIRE_MESSAGE(!status, bad);
    CHECK(status.error().code() == core::ErrorCode::kConfig);
    CHECK(status.error().mend().find("v3") != std::string::npos);
  }
}
