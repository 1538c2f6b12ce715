#include "sync/api/warning_throttle.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace std::chrono_literals;

TEST_CASE("one warning passes per interval and tells how many did not") {
  sync::api::WarningThrottle throttle(30s);
  const core::SteadyTime start{1h};
  CHECK(throttle.pass(start) == 0);
  CHECK_FALSE(throttle.pass(start + 1s));
  CHECK_FALSE(throttle.pass(start + 29s));
  CHECK(throttle.pass(start + 30s) == 2);
  CHECK(throttle.pass(start + 60s) == 0);
}
