#include "sync/reconcile_schedule.hpp"

#include <doctest/doctest.h>

#include "tests/sync/pages.hpp"

using namespace threadmirror::sync;
using namespace std::chrono_literals;
using threadmirror::tests::at;

namespace {

std::chrono::milliseconds stretched(std::chrono::milliseconds interval, double reserve, std::int64_t requests,
                                    std::optional<std::int64_t> quota) {
  return stretched_interval({interval, reserve, requests, quota});
}

}  // namespace

TEST_CASE("the interval stays as configured while sweeps are cheap") {
  CHECK(stretched(1h, 0.2, 0, std::nullopt) == 1h);
  CHECK(stretched(1h, 0.2, 200, 250000) == 1h);
  CHECK(stretched(1min, 0.2, 2, 1000000) == 1min);
}

TEST_CASE("the interval is stretched so that sweeps use half of the mirror's part of the day's quota") {
  // 250,000 a day, four fifths of them ours, half of those for sweeps: 100,000, or ten sweeps of 10,000.
  CHECK(stretched(1h, 0.2, 10000, 250000) == 144min);
  CHECK(stretched(1h, 0.6, 10000, 250000) == 288min);
  CHECK(stretched(3h, 0.2, 10000, 250000) == 3h);
}

TEST_CASE("an unknown quota is taken for the smallest, and an impossible one stretches to a week at most") {
  CHECK(stretched(1h, 0.2, 10000, std::nullopt) == stretched(1h, 0.2, 10000, 250000));
  CHECK(stretched(1h, 0.2, 10000, 0) == 7 * 24h);
  CHECK(stretched(1h, 1, 10000, std::nullopt) == 7 * 24h);
}

TEST_CASE("a reconcile is due an interval after the last one, and at once where there was none") {
  CHECK(until_due(std::nullopt, at(0), 1h) == 0ms);
  CHECK(until_due(at(0), at(600), 1h) == 50min);
  CHECK(until_due(at(0), at(3600), 1h) == 0ms);
  CHECK(until_due(at(0), at(99999), 1h) == 0ms);
}

// Fault 96.
TEST_CASE(
    "a last reconcile in the future, as after a clock that was set back, delays by an interval at most") {
  CHECK(until_due(at(1e9), at(0), 1h) == 1h);
}

TEST_CASE("readers are warned after three intervals and an hour") {
  CHECK(reconcile_late_after(1h) == 4h);
  CHECK(reconcile_late_after(100ms) == 1h + 1s);
}
