#include "sync/api/oauth_credentials.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/oauth_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using boost::asio::cancellation_type;
using core::ErrorCode;

TEST_CASE("the first token is fetched by the refresh token and used until 5/6 of its life") {
  OAuthWorld world;
  world.transport.then(grant_of("one"));
  world.transport.then(grant_of("two"));
  CHECK(world.ask() == "one");
  REQUIRE(world.transport.sent.size() == 1);
  CHECK(world.transport.sent[0].target == "/oauth/v3/token");
  CHECK(world.transport.sent[0].body ==
        "grant_type=refresh_token&client_id=the-app&client_secret=client-s3cret&refresh_token=first");
  world.run_for(25min - 1ms);
  CHECK(world.ask() == "one");
  CHECK(world.transport.sent.size() == 1);
  world.run_for(1ms);
  CHECK(world.ask() == "two");
  CHECK(world.transport.sent.size() == 2);
}

// Fault 96.
TEST_CASE("a wall clock that jumps changes nothing") {
  OAuthWorld world;
  world.transport.then(grant_of("one"));
  CHECK(world.ask() == "one");
  for (const auto jump : {-24h * 3650, 24h * 3650}) {
    world.clock.set_wall_offset(jump);
    CHECK(world.ask() == "one");
  }
  CHECK(world.transport.sent.size() == 1);
}

// Fault 32.
TEST_CASE("several who have no token wait for one refresh") {
  OAuthWorld world;
  world.transport.latency = 3s;
  world.transport.then(grant_of("one"));
  for (int i = 0; i < 5; ++i) world.begin();
  world.run_for(3s);
  CHECK(world.transport.sent.size() == 1);
  for (const auto& asker : world.askers) CHECK(asker->token == "one");
}

// Fault 32.
TEST_CASE("one of those who wait is cancelled: the others get their token, and the rotated one is kept") {
  OAuthWorld world;
  world.transport.latency = 3s;
  world.transport.then(grant_of("one", "second"));
  auto& first = world.begin();
  auto& other = world.begin();
  world.run_for(1s);
  first.signal.emit(cancellation_type::terminal);
  world.run_for(0s);
  CHECK(first.is_cancelled);
  world.run_for(2s);
  CHECK(other.token == "one");
  CHECK(world.store.refresh_token == "second");
}

TEST_CASE("a refresh for which nobody waits any more still keeps what comes within two seconds") {
  OAuthWorld world;
  world.transport.latency = 3s;
  world.transport.then(grant_of("one", "second"));
  auto& only = world.begin();
  world.run_for(2s);
  only.signal.emit(cancellation_type::terminal);
  world.run_for(1s);
  CHECK(world.store.refresh_token == "second");
  CHECK(world.ask() == "one");
  CHECK(world.transport.sent.size() == 1);
}

TEST_CASE("a process that stops is not held up by a token endpoint that does not answer") {
  OAuthWorld world;
  world.transport.latency = 60s;
  world.transport.then(grant_of("one"));
  auto& only = world.begin();
  world.run_for(5s);
  only.signal.emit(cancellation_type::terminal);
  world.run_for(2s);
  CHECK(only.is_cancelled);
  CHECK(world.waiter.pending() == 0);
}

TEST_CASE("while a refresh ahead is slow the others go on, and after 15 s so does the one who began it") {
  OAuthWorld world;
  world.transport.then(grant_of("one"));
  CHECK(world.ask() == "one");
  world.run_for(25min);
  world.transport.latency = 40s;
  world.transport.then(grant_of("two"));
  auto& first = world.begin();
  world.run_for(1s);
  auto& other = world.begin();
  world.run_for(0s);
  CHECK(other.token == "one");
  CHECK_FALSE(first.is_done);
  world.run_for(14s);
  CHECK(first.token == "one");
  CHECK(world.transport.sent.size() == 2);
}

// Fault 32.
TEST_CASE("a refresh ahead that fails costs nothing while the token lives, and is repeated after 10 s") {
  OAuthWorld world;
  world.transport.then(grant_of("one"));
  CHECK(world.ask() == "one");
  world.run_for(25min);
  world.transport.then(answer(503, "{}"));
  CHECK(world.ask() == "one");
  CHECK(world.ask() == "one");
  CHECK(world.transport.sent.size() == 2);
  CHECK(world.log.count("warning the access token could not be renewed yet code=server_error") == 1);
  world.run_for(11s);
  world.transport.then(grant_of("two"));
  CHECK(world.ask() == "two");
}

// Fault 32.
TEST_CASE("429 of the token endpoint is waited out, for as long as it wishes") {
  OAuthWorld world;
  world.transport.then(answer(429, R"({"policyName":"SECONDLY"})"));
  world.transport.then(answer(429, "{}", {{"Content-Type", "application/json"}, {"Retry-After", "90"}}));
  world.transport.then(grant_of("one"));
  CHECK(world.ask() == "one");
  REQUIRE(world.transport.sent.size() == 3);
  const auto& sent = world.transport.sent;
  CHECK(sent[1].at - sent[0].at >= 10s);
  CHECK(sent[1].at - sent[0].at <= 10s + 500ms);
  CHECK(sent[2].at - sent[1].at >= 90s);
}

TEST_CASE("several who wait out an outage make one refresh at a time, never two in 10 s") {
  OAuthWorld world;
  world.transport.latency = 1s;
  world.transport.afterwards = [](const auto&) { return answer(500, "{}"); };
  for (int i = 0; i < 4; ++i) world.begin();
  world.run_for(10min);
  for (const auto& asker : world.askers) {
    CHECK(asker->token.starts_with("error: HubSpot answered 500 to the refresh of the access token"));
  }
  const auto& sent = world.transport.sent;
  CHECK(sent.size() == 6);
  for (std::size_t i = 1; i < sent.size(); ++i) CHECK(sent[i].at - sent[i - 1].at >= 10s);
}

TEST_CASE("a wish for hours is handed to the caller, and kept by later calls") {
  OAuthWorld world;
  world.transport.then(answer(477, "{}", {{"Content-Type", "application/json"}, {"Retry-After", "7200"}}));
  CHECK(world.ask().ends_with("it asks to wait 7200 s"));
  CHECK(world.elapsed() == 0ms);
  world.run_for(1h);
  CHECK(world.ask().starts_with("error: "));
  CHECK(world.transport.sent.size() == 1);
  world.run_for(61min);
  world.transport.then(grant_of("one"));
  CHECK(world.ask() == "one");
}

// Fault 32.
TEST_CASE("a revoked grant fails at once for all, with what to do") {
  OAuthWorld world;
  world.transport.latency = 1s;
  world.transport.then(revoked_grant());
  for (int i = 0; i < 3; ++i) world.begin();
  world.run_for(1s);
  CHECK(world.transport.sent.size() == 1);
  for (const auto& asker : world.askers)
    CHECK(asker->token.find("invalid refresh token") != std::string::npos);
  const auto later = world.run(world.oauth->token());
  REQUIRE_FALSE(later);
  CHECK(later.error().code() == ErrorCode::kUnauthorized);
  CHECK(later.error().mend().find("put the new refresh token into /etc/refresh") != std::string::npos);
  CHECK(world.transport.sent.size() == 1);
  CHECK(world.log.count("could not be renewed") == 0);  // it is the callers' to tell
}

TEST_CASE("a grant that another process has renewed meanwhile is looked up once more") {
  OAuthWorld world;
  world.transport.afterwards = [&](const sync::http::Request& request) {
    if (request.body.ends_with("refresh_token=theirs")) return grant_of("one", "theirs");
    world.store.refresh_token = "theirs";
    return revoked_grant();
  };
  CHECK(world.ask() == "one");
  CHECK(world.transport.sent.size() == 2);
}

// Fault 32.
TEST_CASE("a refused token is renewed once for all whom it was refused to") {
  OAuthWorld world;
  world.transport.then(grant_of("one"));
  CHECK(world.ask() == "one");
  world.transport.then(grant_of("two"));
  CHECK(world.renew("one") == "two");
  CHECK(world.renew("one") == "two");
  CHECK(world.ask() == "two");
  CHECK(world.transport.sent.size() == 2);
}

// Fault 32.
TEST_CASE("pages that meet the end of their token are each asked for again once, after one refresh") {
  OAuthWorld world;
  world.transport.latency = 1s;
  int grants = 0;
  world.transport.afterwards = [&grants](const sync::http::Request& request) {
    if (request.target == "/oauth/v3/token") return grant_of("token-" + std::to_string(++grants));
    return request.bearer_token.reveal() == "token-1" ? answer(401, "{}") : page_of("");
  };
  const auto client = create_threads_api(world.options, *world.oauth, world.environment());
  int pages = 0;
  for (int i = 0; i < 3; ++i) {
    boost::asio::co_spawn(world.context, client->list({}),
                          [&pages](std::exception_ptr, core::Result<Page> page) { pages += page ? 1 : 0; });
  }
  tests::run(world.context, world.waiter);
  CHECK(pages == 3);
  CHECK(grants == 2);
  CHECK(client->statistics().requests == 6);
  CHECK(world.log.count("token-") == 0);
}

TEST_CASE("a rotated token is stored before it is used, and the next refresh is made with it") {
  OAuthWorld world;
  world.transport.then(grant_of("one", "second"));
  world.transport.then(grant_of("two", "third"));
  CHECK(world.ask() == "one");
  CHECK(world.store.refresh_token == "second");
  CHECK(world.renew("one") == "two");
  CHECK(world.transport.sent[1].body.ends_with("&refresh_token=second"));
  CHECK(world.store.refresh_token == "third");
}

// Fault 72.
TEST_CASE("with a full disk the access token serves, and the rotated token is saved when there is room") {
  OAuthWorld world;
  world.store.is_full = true;
  world.transport.then(grant_of("one", "second"));
  CHECK(world.ask() == "one");
  CHECK(world.store.refresh_token == "first");
  world.run_for(1min);
  world.store.is_full = false;
  CHECK(world.ask() == "one");
  CHECK(world.store.refresh_token == "second");
}

TEST_CASE("without secrets nothing is sent") {
  OAuthWorld world;
  world.store.is_readable = false;
  const auto token = world.run(world.oauth->token());
  REQUIRE_FALSE(token);
  CHECK(token.error().code() == ErrorCode::kConfig);
  CHECK(world.transport.sent.empty());
}

TEST_CASE("a version without a path is refused before anything is sent") {
  OAuthWorld world;
  world.oauth_options.api_version = "../x";
  world.oauth = create_oauth_credentials(world.oauth_options, world.store, world.environment());
  CHECK(world.ask().find("is no version") != std::string::npos);
  CHECK(world.transport.sent.empty());
}

TEST_CASE("no secret reaches a log line or an error, even if it is echoed") {
  OAuthWorld world;
  world.store.client_secret = "top/secret";
  world.store.refresh_token = "refresh+secret";
  const std::string echo = "top/secret refresh+secret top%2Fsecret refresh%2Bsecret";
  world.transport.then(json(R"({"access_token":7,"echo":")" + echo + R"("})"));
  world.transport.then(answer(503, R"({"message":")" + echo + R"("})"));
  world.transport.script.push_back(core::fail(ErrorCode::kConnect, echo));
  world.transport.then(grant_of("access-secret", "rotated-secret"));
  CHECK(world.ask() == "access-secret");
  world.transport.then(answer(400, R"({"message":"refresh_token rotated-secret of top/secret"})"));
  const std::string error = world.renew("access-secret");
  CHECK(error.find("[redacted]") != std::string::npos);
  CHECK(error.find("secret of") == std::string::npos);
  for (const std::string secret :
       {"p/secret", "p%2Fsecret", "h+secret", "h%2Bsecret", "s-secret", "d-secret"}) {
    CAPTURE(secret);
    CHECK(world.log.count(secret) == 0);
    CHECK(error.find(secret) == std::string::npos);
  }
}

TEST_CASE("a world that ends in mid-refresh leaves nothing behind") {
  auto world = std::make_unique<OAuthWorld>();
  world->transport.latency = 60s;
  world->transport.then(grant_of("one"));
  world->begin();
  world->run_for(1s);
  world.reset();  // sanitizers tell what is wrong here
}
