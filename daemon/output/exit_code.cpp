#include "daemon/output/exit_code.hpp"

namespace threadmirror::daemon::output {

// No `default`: a new error without a decision here is a compiler warning.
ExitCode exit_code(core::ErrorCode code) {
  using core::ErrorCode;
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kSql:
      return ExitCode::kUsage;
    case ErrorCode::kConfig:
      return ExitCode::kConfig;
    case ErrorCode::kDns:
    case ErrorCode::kConnect:
    case ErrorCode::kProxy:
    case ErrorCode::kTls:
    case ErrorCode::kConnectionLost:
    case ErrorCode::kTimeout:
    case ErrorCode::kBadResponse:
    case ErrorCode::kTooLarge:
    case ErrorCode::kRedirect:
    case ErrorCode::kRateLimited:
    case ErrorCode::kDailyLimit:
    case ErrorCode::kLocked:
    case ErrorCode::kAccountMoved:
    case ErrorCode::kServerError:
    case ErrorCode::kNotFound:
    case ErrorCode::kBadRequest:
    case ErrorCode::kBadCursor:
    case ErrorCode::kGone:
    case ErrorCode::kCursorLoop:
    case ErrorCode::kNoProgress:
    case ErrorCode::kWrongFilter:
      return ExitCode::kUnavailable;
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
    case ErrorCode::kWrongPortal:
      return ExitCode::kPermission;
    case ErrorCode::kDatabaseCorrupt:
    case ErrorCode::kDatabaseForeign:
    case ErrorCode::kDatabaseNewer:
      return ExitCode::kData;
    case ErrorCode::kCannotCreate:
      return ExitCode::kCannotCreate;
    case ErrorCode::kDatabaseMissing:
    case ErrorCode::kDiskFull:
    case ErrorCode::kIo:
    case ErrorCode::kReadOnly:
      return ExitCode::kIo;
    case ErrorCode::kInstanceRunning:
    case ErrorCode::kBusy:
    case ErrorCode::kCancelled:
      return ExitCode::kInstanceRunning;
    case ErrorCode::kInternal:
      return ExitCode::kInternal;
  }
  return ExitCode::kInternal;
}

}  // namespace threadmirror::daemon::output
