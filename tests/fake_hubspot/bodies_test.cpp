#include "tests/fake_hubspot/bodies.hpp"

#include <doctest/doctest.h>
#include <rapidjson/document.h>

using namespace threadmirror::fake_hubspot;

namespace {

rapidjson::Document parsed(const Answer& answer) {
  rapidjson::Document document;
  document.Parse(answer.body.c_str());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

}  // namespace

TEST_CASE("a refusal has HubSpot's shape") {
  const Answer answer = refusal({400, "VALIDATION_ERROR", "bad \"value\"", "Sub.CATEGORY"}, 7);
  const auto body = parsed(answer);
  CHECK(answer.status == 400);
  CHECK(body["status"] == "error");
  CHECK(body["message"] == "bad \"value\"");
  CHECK(body["category"] == "VALIDATION_ERROR");
  CHECK(body["subCategory"] == "Sub.CATEGORY");
  CHECK(body["correlationId"].GetStringLength() == 36);
}

TEST_CASE("correlation ids differ by their serial numbers") {
  CHECK(correlation_id(1) == "00000000-fa4e-4000-8000-000000000001");
  CHECK(correlation_id(0xabc) == "00000000-fa4e-4000-8000-000000000abc");
}

TEST_CASE("429 names its policy") {
  for (const char* policy : {"DAILY", "TEN_SECONDLY_ROLLING", "SECONDLY"}) {
    const auto body = parsed(rate_limited(policy, 1));
    CHECK(body["policyName"] == policy);
    CHECK(body["errorType"] == "RATE_LIMIT");
    CHECK(body["requestId"] != body["correlationId"]);
  }
  CHECK(parsed(rate_limited("DAILY", 1))["message"] == "You have reached your daily limit.");
}

TEST_CASE("52x is HTML, everything else JSON") {
  CHECK(error_status(524, "", 1).headers.front().second == "text/html; charset=UTF-8");
  CHECK(error_status(524, "", 1).body.find("524") != std::string::npos);
  CHECK(parsed(error_status(503, "", 1))["status"] == "error");
  CHECK(parsed(error_status(429, "", 1))["policyName"] == "TEN_SECONDLY_ROLLING");
  CHECK(parsed(error_status(401, "", 1))["category"] == "EXPIRED_AUTHENTICATION");
  CHECK(parsed(error_status(403, "", 1))["category"] == "MISSING_SCOPES");
}
