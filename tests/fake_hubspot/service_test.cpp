#include "tests/fake_hubspot/service.hpp"

#include <algorithm>

#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

constexpr const char* kByTime =
    "sort=latestMessageTimestamp&latestMessageTimestampAfter=2000-01-01T00:00:00Z";

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string header(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return "(none)";
}

UpstreamOptions with_quirks(const std::vector<std::string>& quirks, std::int64_t threads = 300) {
  UpstreamOptions options = small_world(threads);
  for (const std::string& quirk : quirks) REQUIRE(set_quirk(options.quirks, quirk));
  return options;
}

std::string threads(const std::string& rest) { return kThreadsPath + rest; }

}  // namespace

TEST_CASE("a missing token and a wrong one are answered as HubSpot does") {
  Upstream upstream(small_world(1));
  const Answer none = upstream.handle({"GET", kThreadsPath, "", ""}, test_now());
  CHECK(none.status == 401);
  CHECK(contains(none.body, R"("category":"INVALID_AUTHENTICATION")"));
  for (const char* wrong : {"Bearer wrong", "pat-fake-00000000-0000-0000-0000-000000000000", "Basic eDp5"}) {
    const Answer answer = upstream.handle({"GET", kThreadsPath, wrong, ""}, test_now());
    CHECK(answer.status == 401);
    CHECK(contains(answer.body, "expired 20705 day(s) ago"));
    CHECK(contains(answer.body, R"("category":"EXPIRED_AUTHENTICATION")"));
  }
}

// Plays fault 33.
TEST_CASE("a token without the scope gets 403 that names it, but may ask for the account") {
  Upstream upstream(with_quirks({"scope=off"}));
  TestClient client(upstream);
  const Answer answer = client.ask(kThreadsPath);
  CHECK(answer.status == 403);
  CHECK(contains(answer.body, R"("requiredGranularScopes":["conversations.read"])"));
  CHECK(contains(answer.body, R"("category":"MISSING_SCOPES")"));
  CHECK(client.ask("/account-info/v3/details").status == 200);
}

TEST_CASE("the account is told with portal and time zone") {
  UpstreamOptions options = small_world(1);
  options.account.portal_id = 42;
  Upstream upstream(options);
  TestClient client(upstream);
  const auto account = client.json("/account-info/v3/details");
  CHECK(account["portalId"].GetInt64() == 42);
  CHECK(account["timeZone"] == "UTC");
  CHECK(account["utcOffset"] == "+00:00");
}

// Plays fault 34.
TEST_CASE("a thread is found only in its own mode, active or archived") {
  Upstream upstream(small_world(50));
  TestClient client(upstream);
  TruthReader reader(upstream.world());
  while (const Thread* t = reader.next()) {
    const std::string id = "/" + std::to_string(t->id);
    CHECK(client.ask(threads(id)).status == (t->archived ? 404 : 200));
    CHECK(client.ask(threads(id + "?archived=false")).status == (t->archived ? 404 : 200));
    CHECK(client.ask(threads(id + "?archived=true&association=TICKET")).status == (t->archived ? 200 : 404));
  }
  CHECK(contains(client.ask(threads("/5")).body, "OBJECT_NOT_FOUND"));
  CHECK(client.ask(threads("/abc")).status == 400);
  CHECK(client.ask(threads("/")).status == 400);
}

TEST_CASE("a single thread is the same object as in its listing") {
  Upstream upstream(small_world(20));
  TestClient client(upstream);
  const std::string listed = client.ask(threads("?limit=1&association=TICKET")).body;
  const auto page = client.json(threads("?limit=1"));
  const std::string one =
      client.ask(threads("/" + std::string(page["results"][0]["id"].GetString()) + "?association=TICKET"))
          .body;
  CHECK(contains(listed, one));
}

TEST_CASE("unknown paths, methods, malformed and over-long addresses are refused") {
  Upstream upstream(small_world(1));
  TestClient client(upstream);
  CHECK(client.ask("/conversations/v3/conversations/inboxes").status == 404);
  CHECK(client.ask(kThreadsPath, "POST").status == 405);
  CHECK(client.ask(threads("?after=%zz")).status == 400);
  CHECK(client.ask(threads("?after=" + std::string(20000, 'a'))).status == 414);
}

// Plays fault 35.
TEST_CASE("a mangled, foreign or outlived cursor is unparsable") {
  Upstream upstream(with_quirks({"cursor-lifetime=60"}));
  TestClient client(upstream);
  const auto cursor = percent_encode(*next_cursor_of(client.json(threads("?limit=5"))));
  CHECK(client.ask(threads("?limit=9&after=" + cursor)).status == 200);
  for (const std::string& bad :
       {threads("?after=junk"), threads("?after=" + percent_encode(cursor)),
        threads("?archived=true&after=" + cursor), threads("?inboxId=1&after=" + cursor),
        threads(std::string("?") + kByTime + "&after=" + cursor)}) {
    const Answer answer = client.ask(bad);
    CHECK(answer.status == 400);
    CHECK(contains(answer.body, R"("subCategory":"ConversationsApiError.UNPARSEABLE_TOKEN")"));
  }
  client.now = client.now + std::chrono::seconds(61);
  CHECK(client.ask(threads("?after=" + cursor)).status == 400);
}

TEST_CASE("every N-th request with a cursor breaks where that is asked for") {
  Upstream upstream(with_quirks({"cursor-breaks-every=3"}));
  TestClient client(upstream);
  const auto cursor = percent_encode(*next_cursor_of(client.json(threads("?limit=5"))));
  std::vector<int> statuses;
  for (int i = 0; i < 6; ++i) statuses.push_back(client.ask(threads("?limit=5&after=" + cursor)).status);
  CHECK(statuses == std::vector<int>{200, 200, 400, 200, 200, 400});
}

// Plays fault 58.
TEST_CASE("the cursor loop goes A, B, A, and a repeated cursor stays") {
  for (const std::string& sort : {std::string("limit=10"), std::string(kByTime) + "&limit=10"}) {
    std::vector<std::string> looped, repeated;
    for (auto* cursors : {&looped, &repeated}) {
      Upstream upstream(with_quirks({cursors == &looped ? "cursor-loop=on" : "cursor-repeats=on"}));
      TestClient client(upstream);
      std::string target = threads("?" + sort);
      for (int i = 0; i < 6; ++i) {
        cursors->push_back(next_cursor_of(client.json(target)).value());
        target = threads("?" + sort + "&after=" + percent_encode(cursors->back()));
      }
    }
    CHECK(looped[0] != looped[1]);
    CHECK(looped[2] == looped[0]);
    CHECK(looped[3] == looped[1]);
    CHECK(std::count(repeated.begin(), repeated.end(), repeated.front()) == 6);
  }
}

TEST_CASE("the last page's paging is as the switch says") {
  const auto last = [](const char* quirk) {
    Upstream upstream(with_quirks({quirk}, 3));
    TestClient client(upstream);
    const std::string body = client.ask(kThreadsPath).body;
    return body.substr(body.rfind(']') + 1);
  };
  CHECK(last("last-page=no-paging") == "}");
  CHECK(last("last-page=empty-paging") == R"(,"paging":{}})");
  CHECK(last("last-page=null-next") == R"(,"paging":{"next":null}})");
  CHECK(last("last-page=null-after") == R"(,"paging":{"next":{"after":null}}})");
  CHECK(last("last-page=empty-after") == R"(,"paging":{"next":{"after":""}}})");
}

// Plays fault 61.
TEST_CASE("link leads to this server, elsewhere, or is missing") {
  const auto body = [](const char* quirk) {
    Upstream upstream(with_quirks({quirk}));
    TestClient client(upstream);
    return client.ask(threads("?limit=1")).body;
  };
  CHECK(contains(body("link=own"),
                 R"("link":"https://api.hubapi.com/conversations/v3/conversations/threads?after=)"));
  CHECK(contains(body("link=foreign"), R"("link":"https://elsewhere.invalid/)"));
  CHECK_FALSE(contains(body("link=absent"), "\"link\""));
  CHECK(contains(body("encoded-cursors=on"), "%3D%3D\",\"link\""));
}

TEST_CASE("bad records have no usable id and leave the others as they are") {
  Upstream upstream(with_quirks({"bad-records=on"}, 5));
  TestClient client(upstream);
  const auto page = client.json(kThreadsPath);
  CHECK(page["results"].Size() ==
        true_ids(upstream.world(), [](const Thread& t) { return !t.archived; }).size() + 1);
  CHECK(page["results"][page["results"].Size() - 1]["id"] == "not-a-number");
}

// Plays faults 25, 26.
TEST_CASE("above the allowance 429 is answered, with and without Retry-After") {
  for (const bool with_retry : {false, true}) {
    UpstreamOptions options = with_quirks({with_retry ? "retry-after=present" : "retry-after=absent"});
    options.limits = {.burst = 2, .window = std::chrono::seconds(10), .daily = 3};
    Upstream upstream(options);
    TestClient client(upstream);
    CHECK(client.ask(kThreadsPath).status == 200);
    CHECK(client.ask(kThreadsPath).status == 200);
    const Answer burst = client.ask(kThreadsPath);
    CHECK(burst.status == 429);
    CHECK(contains(burst.body, R"("policyName":"TEN_SECONDLY_ROLLING")"));
    CHECK(header(burst, "Retry-After") == (with_retry ? "10" : "(none)"));
    client.now = client.now + std::chrono::seconds(10);
    CHECK(client.ask(kThreadsPath).status == 200);
    const Answer daily = client.ask(kThreadsPath);
    CHECK(contains(daily.body, R"("policyName":"DAILY")"));
    CHECK(contains(daily.body, "You have reached your daily limit."));
  }
}

// Plays fault 40.
TEST_CASE("rate headers count down, are missing, or absurd") {
  UpstreamOptions options = small_world(1);
  options.limits = {.burst = 100, .daily = 1000};
  Upstream upstream(options);
  TestClient client(upstream);
  client.ask(kThreadsPath);
  const Answer answer = client.ask(kThreadsPath);
  CHECK(header(answer, "X-HubSpot-RateLimit-Max") == "100");
  CHECK(header(answer, "X-HubSpot-RateLimit-Remaining") == "98");
  CHECK(header(answer, "X-HubSpot-RateLimit-Interval-Milliseconds") == "10000");
  CHECK(header(answer, "X-HubSpot-RateLimit-Daily") == "1000");
  CHECK(header(answer, "X-HubSpot-RateLimit-Daily-Remaining") == "998");
  Quirks quirks;
  quirks.rate_headers = RateHeaders::kAbsent;
  upstream.set_quirks(quirks);
  CHECK(header(client.ask(kThreadsPath), "X-HubSpot-RateLimit-Max") == "(none)");
  quirks.rate_headers = RateHeaders::kAbsurd;
  upstream.set_quirks(quirks);
  CHECK(header(client.ask(kThreadsPath), "X-HubSpot-RateLimit-Max") == "-5");
}

// Plays fault 41.
TEST_CASE("the Date header is right, missing or skewed") {
  Upstream upstream(small_world(1));
  TestClient client(upstream);
  CHECK(header(client.ask(kThreadsPath), "Date") == "Sun, 22 Nov 2026 12:00:00 GMT");
  Quirks quirks;
  quirks.date = DateHeader::kOff;
  upstream.set_quirks(quirks);
  CHECK(header(client.ask(kThreadsPath), "Date") == "(none)");
  quirks.date = DateHeader::kSkewed;
  quirks.date_skew_s = -86400;
  upstream.set_quirks(quirks);
  CHECK(header(client.ask(kThreadsPath), "Date") == "Sat, 21 Nov 2026 12:00:00 GMT");
}
