#include "core/timestamp.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/clock.hpp"

using threadmirror::core::Timestamp;

namespace {
std::string normal(std::string_view text) {
  const auto parsed = Timestamp::parse(text);
  return parsed ? parsed->to_string() : "none";
}
}  // namespace

// Fault 50.
TEST_CASE("timestamps with 0 to 9 digits are normalised to milliseconds, cut and never rounded") {
  CHECK(normal("2026-11-21T09:30:00Z") == "2026-11-21T09:30:00.000Z");
  CHECK(normal("2026-11-21T09:30:00.1Z") == "2026-11-21T09:30:00.100Z");
  CHECK(normal("2026-11-21T09:30:00.123Z") == "2026-11-21T09:30:00.123Z");
  CHECK(normal("2026-11-21T09:30:00.999999999Z") == "2026-11-21T09:30:00.999Z");
  CHECK(normal("2026-11-21 09:30:00.5z") == "2026-11-21T09:30:00.500Z");
}

TEST_CASE("offsets are turned into UTC, across midnight and year") {
  CHECK(normal("2026-01-01T00:30:00+01:00") == "2025-12-31T23:30:00.000Z");
  CHECK(normal("2026-11-21T23:30:00.250-0230") == "2026-11-22T02:00:00.250Z");
}

TEST_CASE("a leap second is the last millisecond of its minute") {
  CHECK(normal("2016-12-31T23:59:60Z") == "2016-12-31T23:59:59.999Z");
  CHECK(normal("2016-12-31T23:59:61Z") == "none");
}

TEST_CASE("the years 1970, 1 and 9999 are read, others beyond are not") {
  CHECK(normal("1970-01-01T00:00:00Z") == "1970-01-01T00:00:00.000Z");
  CHECK(Timestamp::parse("1970-01-01T00:00:00Z")->unix_ms() == 0);
  CHECK(normal("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00.000Z");
  CHECK(normal("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
  CHECK(normal("9999-12-31T23:59:59.999-00:01") == "none");
  CHECK(normal("0001-01-01T00:00:00+00:01") == "none");
}

TEST_CASE("what is no timestamp is refused") {
  for (const char* text :
       {"", "2026", "2026-11-21", "2026-11-21T09:30:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21T09:30:00.Z",
        "2026-11-21T09:30:00.1234567890Z", "2026-11-21T09:30:00Zx", "2026-11-21T09:30:00+25:00",
        "1763717400000", "yesterday", " 2026-11-21T09:30:00Z"}) {
    CAPTURE(text);
    CHECK(normal(text) == "none");
  }
}

TEST_CASE("a text with one wrong character is refused, wherever that stands") {
  for (const std::string text : {"2026-11-21T09:30:00.123Z", "2026-11-21T09:30:00+02:00"}) {
    REQUIRE(normal(text) != "none");
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (const char wrong : {'x', '/', '\0', '\xff'}) {
        std::string spoiled = text;
        spoiled[at] = wrong;
        CAPTURE(spoiled);
        CHECK(normal(spoiled) == "none");
      }
    }
    for (std::size_t size = 0; size < text.size(); ++size) CHECK(normal(text.substr(0, size)) == "none");
  }
}

TEST_CASE("text order is time order") {
  const auto a = Timestamp::from_unix_ms(-1);
  const auto b = Timestamp::from_unix_ms(0);
  const auto c = Timestamp::from_unix_ms(1763717400123);
  CHECK(a.to_string() < b.to_string());
  CHECK(b.to_string() < c.to_string());
  CHECK(a < b);
  CHECK((c - b).count() == 1763717400123);
}

TEST_CASE("every instant survives a round trip through its text") {
  for (std::int64_t ms = -62135596800000; ms < 253402300799999; ms += 86399999999) {
    const auto instant = Timestamp::from_unix_ms(ms);
    REQUIRE(Timestamp::parse(instant.to_string()) == instant);
  }
}

TEST_CASE("the system clock is cut to milliseconds") {
  using namespace std::chrono;
  CHECK(Timestamp::from(system_clock::time_point(microseconds(1999))).unix_ms() == 1);
  CHECK(Timestamp::from(system_clock::time_point(microseconds(-1))).unix_ms() == -1);
  const threadmirror::core::SystemClock clock;
  CHECK(clock.now() > *Timestamp::parse("2026-01-01T00:00:00Z"));
  const auto earlier = clock.steady_now();
  CHECK(clock.steady_now() >= earlier);
}
