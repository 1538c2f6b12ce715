#include "sync/api/oauth_messages.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using core::ErrorCode;
using core::Secret;

namespace {

OAuthSecrets secrets() { return {Secret("s/cret+1"), Secret("refresh=1")}; }
const OAuthPlaces kPlaces{"/etc/secret", "/etc/refresh"};

TokenRefusal refusal(int status, std::string body) {
  return judge_token_answer(answer(status, std::move(body)), kPlaces);
}

std::chrono::seconds lifetime(const std::string& expires_in) {
  const auto grant = read_token_grant(json(R"({"access_token":"a","expires_in":)" + expires_in + "}"));
  return grant ? grant->lifetime : -1s;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a refresh is a form in the body of a POST, each value escaped once") {
  const auto request = refresh_request("2026-09", "my app", secrets());
  CHECK(request.method == sync::http::Method::kPost);
  CHECK(request.target == "/oauth/2026-09/token");
  CHECK(request.body ==
        "grant_type=refresh_token&client_id=my%20app&client_secret=s%2Fcret%2B1&refresh_token=refresh%3D1");
  CHECK(request.bearer_token.empty());
  REQUIRE(request.headers.size() == 2);
  CHECK(request.headers[1].name == "Content-Type");
  CHECK(request.headers[1].value == "application/x-www-form-urlencoded");
}

TEST_CASE("a grant brings access token, refresh token and lifetime; what else it says does not matter") {
  const auto grant = read_token_grant(json(
      R"({"token_type":"bearer","access_token":"acc","refresh_token":"ref","expires_in":1800,"hub_id":"99","scopes":7})"));
  REQUIRE(grant);
  CHECK(grant->access_token.reveal() == "acc");
  CHECK(grant->refresh_token.reveal() == "ref");
  CHECK(grant->lifetime == 1800s);
}

TEST_CASE("a missing refresh token means that the old one stays") {
  for (const char* body : {R"({"access_token":"a"})", R"({"access_token":"a","refresh_token":null})",
                           R"({"access_token":"a","refresh_token":""})"}) {
    const auto grant = read_token_grant(json(body));
    REQUIRE(grant);
    CHECK(grant->refresh_token.empty());
  }
}

TEST_CASE("a lifetime is kept within reason") {
  CHECK(lifetime("1") == 1s);
  CHECK(lifetime("\"600\"") == 600s);
  CHECK(lifetime("1.8e3") == 1800s);
  CHECK(lifetime("1e300") == 24h);
  CHECK(lifetime("999999999999999999999") == 24h);
  for (const char* odd : {"0", "-5", "null", "\"soon\"", "{}", "0.5"}) CHECK(lifetime(odd) == 30min);
}

TEST_CASE("an answer without a usable token is refused, and its texts stay out of the message") {
  for (const std::string body :
       {R"({})", R"({"access_token":""})", R"({"access_token":7})", R"({"access_token":"top secret"})",
        R"({"access_token":"a","refresh_token":"top secret"})", R"({"access_token":"a","refresh_token":[]})",
        R"(["top secret"])", R"({"access_token":"topsecret)", R"()"}) {
    CAPTURE(body);
    const auto grant = read_token_grant(json(body));
    REQUIRE_FALSE(grant);
    CHECK(grant.error().code() == ErrorCode::kBadResponse);
    CHECK_FALSE(contains(grant.error().text(), "top"));
    CHECK(contains(grant.error().message(), "the refresh of the access token"));
  }
  CHECK(read_token_grant(json(R"({"access_token":"a","refresh_token":")" + std::string(4001, 'x') + "\"}"))
            .error()
            .code() == ErrorCode::kBadResponse);
}

// Fault 32.
TEST_CASE("a refused grant is final and says to authorize again, in HubSpot's words and in OAuth's") {
  for (
      const std::string body :
      {R"({"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token","correlationId":"c-1"})",
       R"({"error":"invalid_grant","error_description":"the grant was revoked"})",
       R"({"status":"error","message":"refresh_token is invalid"})"}) {
    for (const int status : {400, 401}) {
      CAPTURE(body);
      const TokenRefusal refused = refusal(status, body);
      CHECK(refused.error.code() == ErrorCode::kUnauthorized);
      CHECK(refused.verdict.remedy == Remedy::kNone);
      CHECK(refused.error.mend() ==
            "the app's grant was revoked or has expired: authorize the app again, put the new refresh token "
            "into /etc/refresh and start again");
    }
  }
  CHECK(refusal(400, R"({"error":"invalid_grant","error_description":"the grant was revoked"})")
            .error.message() ==
        "HubSpot answered 400 to the refresh of the access token: the grant was revoked "
        "[invalid_grant]");
}

TEST_CASE("a refused app is final and says to compare id and secret") {
  for (const std::string body :
       {R"({"status":"BAD_CLIENT_ID","message":"missing or unknown client id"})",
        R"({"status":"BAD_CLIENT_SECRET","message":"missing or invalid client secret"})",
        R"({"error":"invalid_client"})"}) {
    CAPTURE(body);
    const TokenRefusal refused = refusal(401, body);
    CHECK(refused.error.code() == ErrorCode::kUnauthorized);
    CHECK(refused.error.mend() ==
          "compare hubspot.oauth.client_id and the secret in /etc/secret with the app's settings");
  }
}

TEST_CASE("a refusal without known words says both") {
  for (const int status : {400, 401, 403}) {
    const TokenRefusal refused = refusal(status, R"({"status":"error","message":"no"})");
    CHECK(refused.error.code() == ErrorCode::kUnauthorized);
    CHECK(contains(refused.error.mend(), "/etc/secret"));
    CHECK(contains(refused.error.mend(), "/etc/refresh"));
  }
}

TEST_CASE("what may pass is tried again") {
  for (const int status : {408, 423, 429, 477, 500, 502, 503, 504, 521, 524}) {
    CAPTURE(status);
    CHECK(refusal(status, "{}").verdict.remedy == Remedy::kBackOff);
  }
  CHECK(refusal(429, R"({"policyName":"DAILY"})").error.code() == ErrorCode::kRateLimited);
}

// Fault 12.
TEST_CASE("a web page says nothing about the grant") {
  for (const int status : {400, 401, 403}) {
    const TokenRefusal refused = judge_token_answer(web_page(status), kPlaces);
    CHECK(refused.error.code() == ErrorCode::kBadResponse);
    CHECK(refused.verdict.remedy == Remedy::kBackOff);
  }
}

// Fault 70.
TEST_CASE("a retired token endpoint is final and names the setting") {
  for (const int status : {404, 410}) {
    const TokenRefusal refused = refusal(status, "{}");
    CHECK(refused.error.code() == ErrorCode::kGone);
    CHECK(contains(refused.error.mend(), "hubspot.api_version"));
  }
}

TEST_CASE("secrets are taken out of answers and errors, plain and escaped") {
  auto echoed = answer(400, "refresh=1 refresh%3D1 s/cret+1 s%2Fcret%2B1", {{"X-Echo", "refresh=1"}});
  redact(echoed, secrets());
  CHECK(echoed.body == "[redacted] [redacted] [redacted] [redacted]");
  CHECK(echoed.headers[0].value == "[redacted]");
  const core::Error error =
      redacted(core::Error(ErrorCode::kConnect, "sent s%2Fcret%2B1", "not refresh=1"), secrets());
  CHECK(error.message() == "sent [redacted]");
  CHECK(error.mend() == "not [redacted]");
}
