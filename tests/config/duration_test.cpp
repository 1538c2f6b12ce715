#include "config/duration.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror::config;
using namespace std::chrono_literals;

TEST_CASE("a whole number with a unit is a duration") {
  CHECK(parse_duration("500ms") == 500ms);
  CHECK(parse_duration("30s") == 30s);
  CHECK(parse_duration("110s") == 110s);
  CHECK(parse_duration("10m") == 10min);
  CHECK(parse_duration("1h") == 1h);
  CHECK(parse_duration("1d") == 24h);
  CHECK(parse_duration("0s") == 0s);
  CHECK(parse_duration("007s") == 7s);
}

TEST_CASE("anything else is refused, with what is wrong and how to write it") {
  const auto message = [](std::string_view text) {
    const auto result = parse_duration(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == threadmirror::core::ErrorCode::kConfig);
    CHECK(result.error().mend().find("\"30s\"") != std::string::npos);
    return result.error().message();
  };
  CHECK(message("") == "the duration is empty");
  CHECK(message("30") == "the duration has no unit");
  CHECK(message("s") == "the duration does not begin with a digit");
  CHECK(message("+3s") == "the duration does not begin with a digit");
  CHECK(message(" 3s") == "the duration does not begin with a digit");
  CHECK(message("-3s") == "a duration can't be negative");
  for (const char* text : {"3 s", "3s ", "1h30m", "1.5h", "1,5h", "3S", "3sec", "3w", "3\xC2\xB5s"}) {
    CAPTURE(text);
    CHECK(message(text) == "the duration is not a whole number followed by one known unit");
  }
}

TEST_CASE("a duration beyond what milliseconds can count is refused, not wrapped") {
  CHECK(parse_duration("9223372036854775807ms") == std::chrono::milliseconds::max());
  CHECK(parse_duration("9223372036854775808ms").error().message() == "the duration is too large");
  CHECK(parse_duration("106751991167d") == std::chrono::hours(24) * 106751991167);
  CHECK(parse_duration("106751991168d").error().message() == "the duration is too large");
}

TEST_CASE("a formatted duration is the shortest text that reads back as itself") {
  CHECK(format_duration(0ms) == "0s");
  CHECK(format_duration(1500ms) == "1500ms");
  CHECK(format_duration(110s) == "110s");
  CHECK(format_duration(600s) == "10m");
  CHECK(format_duration(60min) == "1h");
  CHECK(format_duration(48h) == "2d");
  for (const auto duration : {1ms, 999ms, 1000ms, 59000ms, 61000ms, 86400000ms, 86400001ms}) {
    CHECK(parse_duration(format_duration(duration)) == duration);
  }
}
