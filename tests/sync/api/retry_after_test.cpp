#include "sync/api/retry_after.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using Wish = std::optional<std::chrono::milliseconds>;

namespace {

const core::Timestamp kNow = *core::Timestamp::parse("2026-11-21T09:30:00.000Z");

Wish wish(std::vector<sync::http::Header> headers) {
  return parse_retry_after(tests::answer(429, "", std::move(headers)), kNow);
}
Wish wish(std::string value) { return wish({{"retry-after", std::move(value)}}); }

}  // namespace

// Fault 27.
TEST_CASE("seconds and dates are honoured") {
  CHECK(wish("0") == Wish(0ms));
  CHECK(wish("5") == Wish(5s));
  CHECK(wish(" 5 ") == Wish(5s));
  CHECK(wish("Sat, 21 Nov 2026 09:31:30 GMT") == Wish(90s));
  CHECK(wish("Sat, 21 Nov 2026 09:00:00 GMT") == Wish(0ms));
}

// Fault 27.
TEST_CASE("a date is measured from the server's own clock, where that is told") {
  CHECK(wish({{"Date", "Sat, 21 Nov 2026 10:31:00 GMT"}, {"Retry-After", "Sat, 21 Nov 2026 10:31:30 GMT"}}) ==
        Wish(30s));
}

// Fault 27.
TEST_CASE("absurd wishes are cut to a day, nonsense is ignored") {
  CHECK(wish("1000000000000") == Wish(24h));
  CHECK(wish("99999999999999999999999999") == Wish(24h));
  CHECK(wish("Tue, 21 Nov 2028 09:30:00 GMT") == Wish(24h));
  for (const char* bad : {"-3", "soon", "1e12", "", "1.5", "5 s", "+5", "0x5"})
    CHECK_MESSAGE(!wish(bad), bad);
  CHECK_FALSE(wish(std::vector<sync::http::Header>{}));
}

// Fault 27.
TEST_CASE("of doubled headers the longest valid wish counts") {
  CHECK(wish({{"Retry-After", "2"}, {"Retry-After", "7"}, {"Retry-After", "soon"}}) == Wish(7s));
}
