#include "daemon/output/exit_code.hpp"

#include <doctest/doctest.h>

#include <set>

namespace threadmirror::tests {
namespace {

using core::ErrorCode;
using daemon::output::exit_code;
using daemon::output::to_int;

int number_for(ErrorCode code) { return to_int(exit_code(code)); }

}  // namespace

// Fault 19.
TEST_CASE("what the user gave us wrongly ends with usage or configuration") {
  CHECK(number_for(ErrorCode::kUsage) == 64);
  CHECK(number_for(ErrorCode::kSql) == 64);
  CHECK(number_for(ErrorCode::kConfig) == 78);
}

// Faults 31, 33, 69.
TEST_CASE("a token that is refused, too weak or of another portal ends with permission") {
  CHECK(number_for(ErrorCode::kUnauthorized) == 77);
  CHECK(number_for(ErrorCode::kForbidden) == 77);
  CHECK(number_for(ErrorCode::kWrongPortal) == 77);
}

// Faults 73, 77, 80, 82.
TEST_CASE("each state of the database has its code") {
  CHECK(number_for(ErrorCode::kDatabaseCorrupt) == 65);
  CHECK(number_for(ErrorCode::kDatabaseForeign) == 65);
  CHECK(number_for(ErrorCode::kDatabaseNewer) == 65);
  CHECK(number_for(ErrorCode::kCannotCreate) == 73);
  CHECK(number_for(ErrorCode::kDiskFull) == 74);
  CHECK(number_for(ErrorCode::kIo) == 74);
  CHECK(number_for(ErrorCode::kReadOnly) == 74);
  CHECK(number_for(ErrorCode::kDatabaseMissing) == 74);
  CHECK(number_for(ErrorCode::kInstanceRunning) == 75);
  CHECK(number_for(ErrorCode::kBusy) == 75);
}

TEST_CASE("everything on the way to the upstream ends with unavailable") {
  for (const ErrorCode code :
       {ErrorCode::kDns,          ErrorCode::kConnect,        ErrorCode::kProxy,
        ErrorCode::kTls,          ErrorCode::kConnectionLost, ErrorCode::kTimeout,
        ErrorCode::kBadResponse,  ErrorCode::kTooLarge,       ErrorCode::kRedirect,
        ErrorCode::kRateLimited,  ErrorCode::kDailyLimit,     ErrorCode::kLocked,
        ErrorCode::kAccountMoved, ErrorCode::kServerError,    ErrorCode::kNotFound,
        ErrorCode::kBadRequest,   ErrorCode::kBadCursor,      ErrorCode::kGone,
        ErrorCode::kCursorLoop,   ErrorCode::kNoProgress,     ErrorCode::kWrongFilter}) {
    CAPTURE(core::to_string(code));
    CHECK(number_for(code) == 69);
  }
}

TEST_CASE("a bug is internal, and no failure is ever success or a plain no") {
  CHECK(number_for(ErrorCode::kInternal) == 70);
  const std::set<int> listed = {64, 65, 69, 70, 73, 74, 75, 77, 78};
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    CHECK(listed.count(number_for(static_cast<ErrorCode>(code))) == 1);
  }
}

}  // namespace threadmirror::tests
