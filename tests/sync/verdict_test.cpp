#include "sync/verdict.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync;
using namespace std::chrono_literals;
using core::ErrorCode;

TEST_CASE("the daemon sits out the network and stops for what only a person can mend") {
  for (const ErrorCode code :
       {ErrorCode::kDns, ErrorCode::kConnect, ErrorCode::kTls, ErrorCode::kTimeout, ErrorCode::kServerError,
        ErrorCode::kDailyLimit, ErrorCode::kRedirect, ErrorCode::kCursorLoop, ErrorCode::kDiskFull,
        ErrorCode::kBusy, ErrorCode::kReadOnly}) {
    CAPTURE(core::to_string(code));
    CHECK_FALSE(ends_daemon(code));
  }
  for (const ErrorCode code : {ErrorCode::kUnauthorized, ErrorCode::kForbidden, ErrorCode::kGone,
                               ErrorCode::kWrongPortal, ErrorCode::kDatabaseCorrupt, ErrorCode::kIo}) {
    CAPTURE(core::to_string(code));
    CHECK(ends_daemon(code));
  }
}

TEST_CASE("rests grow with the failures, stay below the limit and are spread") {
  core::SeededRandom random(1);
  for (int failures = 1; failures < 200; ++failures) {
    const auto full =
        failures > 8 ? 5min : std::min<std::chrono::milliseconds>(5min, 2000ms * (1 << (failures - 1)));
    const auto rest = rest_after(failures, 5min, random);
    CAPTURE(failures);
    CHECK(rest >= full / 2);
    CHECK(rest <= full);
  }
  CHECK(rest_after(5, 5min, random) != rest_after(5, 5min, random));
}

TEST_CASE("a sweep that has to begin anew rests as long as between two sweeps") {
  using core::ErrorCode;
  for (const auto code : {ErrorCode::kCursorLoop, ErrorCode::kNoProgress, ErrorCode::kBadCursor}) {
    CHECK(sync::least_rest(code, std::chrono::hours(1)) == std::chrono::hours(1));
  }
  CHECK(sync::least_rest(ErrorCode::kTimeout, std::chrono::hours(1)) == std::chrono::milliseconds(0));
}
