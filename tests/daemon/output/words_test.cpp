#include "daemon/output/words.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace threadmirror::tests {

using namespace daemon::output;
using namespace std::chrono_literals;

TEST_CASE("a duration is said in its two largest units, rounded down") {
  CHECK(duration_words(0ms) == "0 s");
  CHECK(duration_words(1ms) == "1 ms");
  CHECK(duration_words(999ms) == "999 ms");
  CHECK(duration_words(1999ms) == "1 s");
  CHECK(duration_words(59'999ms) == "59 s");
  CHECK(duration_words(60s) == "1 min");
  CHECK(duration_words(200s) == "3 min 20 s");
  CHECK(duration_words(3599s) == "59 min 59 s");
  CHECK(duration_words(1h) == "1 h");
  CHECK(duration_words(65min + 59s) == "1 h 5 min");
  CHECK(duration_words(51h) == "2 d 3 h");
  CHECK(duration_words(24h * 10 + 23h) == "10 d");
  CHECK(duration_words(24h * 1234) == "1,234 d");
}

TEST_CASE("negative and extreme durations are said too") {
  CHECK(duration_words(-90s) == "-1 min 30 s");
  CHECK(duration_words(std::chrono::milliseconds::max()) == "106,751,991,167 d");
  CHECK(duration_words(std::chrono::milliseconds::min()) == "-106,751,991,167 d");
}

// Fault 96.
TEST_CASE("an age tells past from future") {
  CHECK(age_words(12s) == "12 s ago");
  CHECK(age_words(999ms) == "just now");
  CHECK(age_words(-999ms) == "just now");
  CHECK(age_words(1s) == "1 s ago");
  CHECK(age_words(-61s) == "1 min 1 s in the future");
}

TEST_CASE("a rate takes the unit in which it is readable") {
  CHECK(rate_words(1234.4) == "1,234/s");
  CHECK(rate_words(12.4) == "12/s");
  CHECK(rate_words(9.96) == "10/s");
  CHECK(rate_words(4.2) == "4.2/s");
  CHECK(rate_words(0.5) == "30/min");
  CHECK(rate_words(0.05) == "3.0/min");
  CHECK(rate_words(0.001) == "3.6/h");
}

TEST_CASE("a rate that is none counts as 0") {
  CHECK(rate_words(0) == "0/s");
  CHECK(rate_words(-1) == "0/s");
  CHECK(rate_words(std::numeric_limits<double>::quiet_NaN()) == "0/s");
  CHECK(rate_words(std::numeric_limits<double>::infinity()) == "1,000,000,000,000,000/s");
}

TEST_CASE("one is singular, all others are plural") {
  CHECK(count_words(1, "page", "pages") == "1 page");
  CHECK(count_words(0, "page", "pages") == "0 pages");
  CHECK(count_words(12'345, "page", "pages") == "12,345 pages");
}

TEST_CASE("a size has one digit behind the point, rounded down") {
  CHECK(size_words(0) == "0 bytes");
  CHECK(size_words(1) == "1 byte");
  CHECK(size_words(1023) == "1,023 bytes");
  CHECK(size_words(1024) == "1.0 KiB");
  CHECK(size_words(12'700) == "12.4 KiB");
  CHECK(size_words(1024 * 1024 - 1) == "1,023.9 KiB");
  CHECK(size_words(1024 * 1024) == "1.0 MiB");
  CHECK(size_words(5'000'000'000) == "4,768.3 MiB");
}

}  // namespace threadmirror::tests
