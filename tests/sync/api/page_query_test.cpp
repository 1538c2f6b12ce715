#include "sync/api/page_query.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync::api;

TEST_CASE("the first page of a sweep names its order") {
  CHECK(page_target("v3", {}, 500) ==
        "/conversations/v3/conversations/threads?limit=500&archived=false&association=TICKET&sort=id");
}

TEST_CASE("listing, order and cursor become parameters") {
  PageRequest request;
  request.listing = {true, 481};
  request.sort = Sort::kLatestMessageTimestamp;
  request.latest_message_after = core::Timestamp::parse("2026-11-21T09:30:00.123Z");
  request.cursor = "a+b/c==";
  CHECK(page_target("2026-09", request, 100) ==
        "/conversations/conversations/2026-09/threads?limit=100&archived=true&association=TICKET&inboxId=481"
        "&sort=latestMessageTimestamp&latestMessageTimestampAfter=2026-11-21T09%3A30%3A00.123Z&after=a%2Bb%"
        "2Fc%3D%3D");
}

TEST_CASE("a cursor is decoded once where it is percent-encoded, and encoded exactly once") {
  const auto after = [](const char* cursor) {
    PageRequest request;
    request.cursor = cursor;
    const std::string target = page_target("v3", request, 1);
    return target.substr(target.find("&after=") + 7);
  };
  CHECK(after("NTI1Cg==") == "NTI1Cg%3D%3D");
  CHECK(after("NTI1Cg%3D%3D") == "NTI1Cg%3D%3D");
  CHECK(after("NTI1Cg%3d") == "NTI1Cg%3D");
  CHECK(after("a%253D") == "a%253D");
  CHECK(after("100%") == "100%25");
  CHECK(after("%zz%4") == "%25zz%254");
  CHECK(after("a b&c#d\r\nHost: x") == "a%20b%26c%23d%0D%0AHost%3A%20x");
  CHECK(after("ü") == "%C3%BC");
}

TEST_CASE("one thread is asked for with its ticket, archived or not") {
  CHECK(thread_target("v3", 7, false) ==
        "/conversations/v3/conversations/threads/7?archived=false&association=TICKET");
  CHECK(thread_target("v3", 7, true) ==
        "/conversations/v3/conversations/threads/7?archived=true&association=TICKET");
}
