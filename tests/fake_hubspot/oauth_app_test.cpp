#include "tests/fake_hubspot/oauth_app.hpp"

#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

// An OAuth client of the fake.
struct App {
  Upstream upstream{small_world(5)};
  TestClient client{upstream};

  explicit App(const std::vector<std::string>& quirks = {}) {
    Quirks all;
    for (const std::string& quirk : quirks) REQUIRE(set_quirk(all, quirk));
    upstream.set_quirks(all);
  }
  Answer refresh(const std::string& form = "refresh_token=fake-refresh-0",
                 const char* path = "/oauth/v3/token") {
    const std::string body =
        "grant_type=refresh_token&client_id=fake-app&client_secret=fake-client-secret&" + form;
    return upstream.handle({"POST", path, "", body}, client.now);
  }
  int status_with(const std::string& token) {
    return upstream.handle({"GET", kThreadsPath, "Bearer " + token, ""}, client.now).status;
  }
  void control(const std::string& body) {
    REQUIRE(client.ask("/_control/oauth", "POST", body).status == 200);
  }
};

std::string member(const Answer& answer, const char* name) {
  rapidjson::Document document;
  document.Parse(answer.body.c_str());
  return document.HasMember(name) && document[name].IsString() ? document[name].GetString() : "(none)";
}

}  // namespace

TEST_CASE("a refresh gives an access token that opens the API until it ends") {
  App app({"token-lifetime=60"});
  const Answer answer = app.refresh();
  CHECK(answer.status == 200);
  CHECK(answer.body.find(R"("expires_in":60)") != std::string::npos);
  CHECK(member(answer, "token_type") == "bearer");
  CHECK(member(answer, "refresh_token") == "fake-refresh-0");
  const std::string token = member(answer, "access_token");
  CHECK(app.status_with(token) == 200);
  app.client.now = app.client.now + std::chrono::milliseconds(59'999);
  CHECK(app.status_with(token) == 200);
  app.client.now = app.client.now + std::chrono::milliseconds(1);
  CHECK(app.status_with(token) == 401);
  CHECK(app.status_with("fake-access-99") == 401);
}

// Plays fault 32.
TEST_CASE("a rotated refresh token replaces the old one for good") {
  App app({"refresh-tokens=rotated"});
  const std::string second = member(app.refresh(), "refresh_token");
  CHECK(second != "fake-refresh-0");
  CHECK(app.refresh().status == 400);
  CHECK(app.refresh("refresh_token=" + second).status == 200);
  CHECK(app.upstream.service().oauth().refreshes() == 2);
  CHECK(app.upstream.service().oauth().refused() == 1);
}

TEST_CASE("what is wrong with a refresh is told in HubSpot's words or in OAuth's") {
  struct Mistake {
    const char* word;
    const char* oauth_word;
  };
  const std::string client = "client_id=fake-app&client_secret=fake-client-secret&";
  const std::vector<std::pair<std::string, Mistake>> mistakes{
      {"grant_type=password&" + client + "refresh_token=fake-refresh-0",
       {"BAD_GRANT_TYPE", "unsupported_grant_type"}},
      {"grant_type=refresh_token&client_id=x&client_secret=fake-client-secret&refresh_token=fake-refresh-0",
       {"BAD_CLIENT_ID", "invalid_client"}},
      {"grant_type=refresh_token&client_id=fake-app&client_secret=x&refresh_token=fake-refresh-0",
       {"BAD_CLIENT_SECRET", "invalid_client"}},
      {"grant_type=refresh_token&" + client + "refresh_token=x", {"BAD_REFRESH_TOKEN", "invalid_grant"}},
      {"grant_type=refresh_token&" + client + "refresh_token=%zz", {"BAD_REQUEST", "invalid_request"}}};
  App hubspot;
  App oauth({"oauth-errors=oauth"});
  for (const auto& [body, mistake] : mistakes) {
    CAPTURE(body);
    const Answer first = hubspot.upstream.handle({"POST", "/oauth/v3/token", "", body}, test_now());
    CHECK(first.status == 400);
    CHECK(member(first, "status") == mistake.word);
    const Answer second = oauth.upstream.handle({"POST", "/oauth/v3/token", "", body}, test_now());
    CHECK(second.status == 400);
    CHECK(member(second, "error") == mistake.oauth_word);
  }
}

TEST_CASE("parameters in the address are refused, as secrets don't belong there") {
  App app;
  CHECK(app.refresh("refresh_token=fake-refresh-0", "/oauth/v3/token?client_id=fake-app").status == 400);
}

TEST_CASE("tokens can be ended, the grant revoked and given anew by control requests") {
  App app;
  const std::string token = member(app.refresh(), "access_token");
  app.control(R"({"expire":true})");
  CHECK(app.status_with(token) == 401);
  CHECK(app.refresh().status == 200);
  app.control(R"({"revoke":true})");
  CHECK(app.refresh().status == 400);
  CHECK(app.refresh("refresh_token=").status == 400);
  app.control(R"({"refresh_token":"new-grant"})");
  CHECK(app.refresh("refresh_token=new-grant").status == 200);
  const auto shown = app.client.json("/_control/oauth");
  CHECK(shown["refreshes"].GetInt() == 3);
  CHECK(shown["refused"].GetInt() == 2);
  CHECK(shown["live_access_tokens"].GetInt() == 1);
  CHECK(app.client.ask("/_control/oauth", "POST", R"({"revoke":1})").status == 400);
}

TEST_CASE("the token endpoint counts in no book and knows no rate limit, and follows the path family") {
  App app({"versions=dated"});
  app.upstream.service().ledger().set_limits({.burst = 1});
  for (int i = 0; i < 3; ++i) {
    CHECK(app.refresh("refresh_token=fake-refresh-0", "/oauth/2026-09/token").status == 200);
  }
  CHECK(app.upstream.service().ledger().requests() == 0);
  CHECK(app.refresh("refresh_token=fake-refresh-0", "/oauth/v3/token").status == 401);
  CHECK(app.client.ask("/oauth/2026-09/token").status == 429);
  app.upstream.service().ledger().set_limits({});
  CHECK(app.client.ask("/oauth/2026-09/token").status == 405);
}
