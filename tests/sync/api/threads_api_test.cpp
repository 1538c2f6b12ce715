#include "sync/api/threads_api.hpp"

#include <doctest/doctest.h>

#include <boost/asio/detached.hpp>

#include "tests/sync/api/api_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using core::ErrorCode;

namespace {

boost::asio::awaitable<void> list_often(ThreadsApi& api, int times, int& succeeded) {
  for (int i = 0; i < times; ++i) {
    const auto page = co_await api.list(PageRequest{});
    if (page) ++succeeded;
  }
}

}  // namespace

TEST_CASE("listings have stable names") {
  CHECK(to_string(Listing{}) == "active");
  CHECK(to_string(Listing{true, {}}) == "archived");
  CHECK(to_string(Listing{false, 7}) == "active/inbox=7");
}

TEST_CASE("a page is listed with its number of exchanges") {
  ApiWorld world;
  const auto api = world.client();
  world.transport.then(answer(502, "<html>bad gateway</html>", {{"Content-Type", "text/html"}}));
  world.transport.then(page_of(R"({"id":1},{"id":"x"})", "next"));
  PageRequest request;
  request.listing.archived = true;
  request.cursor = "now";
  const auto page = world.run(api->list(request));
  REQUIRE(page);
  CHECK(page->threads.size() == 1);
  CHECK(page->rejected.size() == 1);
  CHECK(page->next_cursor == "next");
  CHECK(page->requests == 2);
  CHECK(
      world.transport.sent[1].target ==
      "/conversations/v3/conversations/threads?limit=500&archived=true&association=TICKET&sort=id&after=now");
}

TEST_CASE("the path family follows api_version, and an unknown version sends nothing") {
  ApiWorld world;
  world.options.api_version = "2026-09";
  world.transport.then(page_of(""));
  REQUIRE(world.run(world.client()->list({})));
  CHECK(world.transport.sent[0].target.starts_with("/conversations/conversations/2026-09/threads?"));
  world.options.api_version = "latest";
  const auto api = world.client();
  CHECK(world.run(api->list({})).error().code() == ErrorCode::kConfig);
  CHECK(world.run(api->get(1, false)).error().code() == ErrorCode::kConfig);
  CHECK(world.run(api->account()).error().code() == ErrorCode::kConfig);
  CHECK(world.transport.sent.size() == 1);
}

// Fault 39.
TEST_CASE("an answer of another type is refused after three tries") {
  ApiWorld world;
  world.transport.afterwards = [](const auto&) { return web_page(200); };
  const auto page = world.run(world.client()->list({}));
  CHECK(page.error().code() == ErrorCode::kBadResponse);
  CHECK(page.error().message().starts_with("the listing of threads (active): "));
  CHECK(page.error().mend().find("captive portal") != std::string::npos);
  CHECK(world.transport.sent.size() == 3);
}

// Fault 38.
TEST_CASE("a page of too many values is asked for again in smaller pages") {
  ApiWorld world;
  std::string many = "{\"id\":1,\"x\":[0";
  for (int i = 0; i < 300'000; ++i) many += ",0";
  world.transport.then(page_of(many + "]}"));
  world.transport.then(page_of("{\"id\":1}"));
  const auto page = world.run(world.client()->list({}));
  REQUIRE(page);
  CHECK(page->requests == 2);
  CHECK(world.transport.sent[1].target.find("limit=250") != std::string::npos);
}

// Fault 34.
TEST_CASE("a thread is found, or known to be missing") {
  ApiWorld world;
  const auto api = world.client();
  world.transport.then(json(R"({"id":"7","status":"OPEN"})"));
  world.transport.then(answer(503, "{}"));
  world.transport.then(answer(404, R"({"status":"error","message":"no such thread"})"));
  const auto found = world.run(api->get(7, false));
  REQUIRE(found);
  CHECK(found->thread.value().status == "OPEN");
  CHECK(found->requests == 1);
  const auto missing = world.run(api->get(7, true));
  REQUIRE(missing);
  CHECK_FALSE(missing->thread);
  CHECK(missing->requests == 2);
  CHECK(world.transport.sent[1].target ==
        "/conversations/v3/conversations/threads/7?archived=true&association=TICKET");
  CHECK(api->statistics().errors == 1);  // the 404 is none
}

// Fault 34.
TEST_CASE("a web page with status 404 is no evidence that a thread is gone") {
  ApiWorld world;
  world.transport.afterwards = [](const auto&) { return web_page(404); };
  CHECK(world.run(world.client()->get(7, false)).error().code() == ErrorCode::kBadResponse);
}

TEST_CASE("the account is read") {
  ApiWorld world;
  world.transport.then(json(R"({"portalId":99,"timeZone":"US/Eastern","utcOffset":"-05:00"})"));
  const auto account = world.run(world.client()->account());
  REQUIRE(account);
  CHECK(account->portal_id == "99");
  CHECK(world.transport.sent[0].target == "/account-info/v3/details");
}

// Faults 44, 50.
TEST_CASE("what had to be mended is counted over all pages") {
  ApiWorld world;
  const auto api = world.client();
  world.transport.then(page_of("{\"id\":1,\"status\":\"\\ud800\",\"createdAt\":\"x\"}"));
  world.transport.then(page_of("{\"id\":1,\"status\":\"\\udfff\"}"));
  REQUIRE(world.run(api->list({})));
  REQUIRE(world.run(api->list({})));
  CHECK(api->statistics().replaced_characters == 2);
  CHECK(api->statistics().misfit_values == 1);
}

TEST_CASE("several callers share one rate limit, and none is refused by a strict server") {
  ApiWorld world;
  world.transport.latency = 120ms;
  std::deque<core::SteadyTime> recent;
  world.transport.afterwards = [&](const auto&) {
    const auto now = world.clock.steady_now();
    while (!recent.empty() && now - recent.front() >= 10s) recent.pop_front();
    recent.push_back(now);
    return recent.size() > 100 ? answer(429, "{}") : page_of("{\"id\":1}");
  };
  const auto api = world.client();
  int succeeded = 0;
  for (int i = 0; i < 8; ++i) {
    boost::asio::co_spawn(world.context, list_often(*api, 250, succeeded), boost::asio::detached);
  }
  run(world.context, world.waiter);
  CHECK(succeeded == 2000);
  CHECK(api->statistics().rate_limited == 0);
  CHECK(world.elapsed() > 210s);
  CHECK(world.elapsed() < 230s);
}

TEST_CASE("two pages that are too large at the same time halve the size once") {
  ApiWorld world;
  world.transport.latency = 10ms;
  world.transport.then_fail(ErrorCode::kTooLarge);
  world.transport.then_fail(ErrorCode::kTooLarge);
  world.transport.afterwards = [](const auto&) { return page_of(""); };
  const auto api = world.client();
  int succeeded = 0;
  boost::asio::co_spawn(world.context, list_often(*api, 1, succeeded), boost::asio::detached);
  boost::asio::co_spawn(world.context, list_often(*api, 1, succeeded), boost::asio::detached);
  run(world.context, world.waiter);
  CHECK(succeeded == 2);
  CHECK(api->statistics().page_size == 250);
}
