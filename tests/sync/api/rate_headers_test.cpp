#include "sync/api/rate_headers.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using threadmirror::tests::answer;

namespace {

RateHeaders rate(const char* most, const char* window, const char* remaining) {
  return read_rate_headers(answer(200, "",
                                  {{"X-HubSpot-RateLimit-Max", most},
                                   {"x-hubspot-ratelimit-interval-milliseconds", window},
                                   {"X-HubSpot-RateLimit-Remaining", remaining}}));
}

}  // namespace

TEST_CASE("rate headers are read") {
  const RateHeaders headers = rate("190", "10000", "188");
  CHECK(headers.most == 190);
  CHECK(headers.window == 10s);
  CHECK(headers.remaining == 188);
  const RateHeaders daily = read_rate_headers(answer(
      200, "", {{"X-HubSpot-RateLimit-Daily", "625000"}, {"X-HubSpot-RateLimit-Daily-Remaining", "624999"}}));
  CHECK(daily.daily == 625000);
  CHECK(daily.daily_remaining == 624999);
  CHECK_FALSE(daily.most);
}

// Fault 40.
TEST_CASE("missing, negative, contradictory and absurd values are ignored one by one") {
  CHECK_FALSE(rate("", "", "").most);
  CHECK_FALSE(rate("-5", "10000", "3").most);
  CHECK_FALSE(rate("0", "10000", "0").most);
  CHECK_FALSE(rate("ten", "10000", "0").most);
  CHECK_FALSE(rate("1e3", "10000", "0").most);
  CHECK_FALSE(rate("99999999999999999999", "10000", "0").most);
  CHECK_FALSE(rate("10000", "10000", "0").most);  // a thousand a second
  CHECK(rate("190", "-1", "0").most == 190);
  CHECK_FALSE(rate("190", "-1", "0").window);
  CHECK_FALSE(rate("190", "1", "0").window);
  CHECK_FALSE(rate("190", "86400000", "0").window);
  CHECK_FALSE(rate("100", "10000", "101").remaining);
  CHECK_FALSE(rate("100", "10000", "-1").remaining);
  CHECK_FALSE(rate("x", "10000", "5").remaining);
  const RateHeaders torn = read_rate_headers(
      answer(200, "", {{"X-HubSpot-RateLimit-Max", "100"}, {"X-HubSpot-RateLimit-Max", "190"}}));
  CHECK_FALSE(torn.most);
  const RateHeaders daily = read_rate_headers(
      answer(200, "", {{"X-HubSpot-RateLimit-Daily", "10"}, {"X-HubSpot-RateLimit-Daily-Remaining", "11"}}));
  CHECK_FALSE(daily.daily_remaining);
}
