#include "core/error.hpp"

#include <utility>

namespace threadmirror::core {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kConfig:
      return "config";
    case ErrorCode::kDns:
      return "dns";
    case ErrorCode::kConnect:
      return "connect";
    case ErrorCode::kProxy:
      return "proxy";
    case ErrorCode::kTls:
      return "tls";
    case ErrorCode::kConnectionLost:
      return "connection_lost";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kBadResponse:
      return "bad_response";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kRedirect:
      return "redirect";
    case ErrorCode::kRateLimited:
      return "rate_limited";
    case ErrorCode::kDailyLimit:
      return "daily_limit";
    case ErrorCode::kLocked:
      return "locked";
    case ErrorCode::kAccountMoved:
      return "account_moved";
    case ErrorCode::kServerError:
      return "server_error";
    case ErrorCode::kUnauthorized:
      return "unauthorized";
    case ErrorCode::kForbidden:
      return "forbidden";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kBadRequest:
      return "bad_request";
    case ErrorCode::kBadCursor:
      return "bad_cursor";
    case ErrorCode::kGone:
      return "gone";
    case ErrorCode::kWrongPortal:
      return "wrong_portal";
    case ErrorCode::kCursorLoop:
      return "cursor_loop";
    case ErrorCode::kNoProgress:
      return "no_progress";
    case ErrorCode::kWrongFilter:
      return "wrong_filter";
    case ErrorCode::kDatabaseCorrupt:
      return "database_corrupt";
    case ErrorCode::kDatabaseForeign:
      return "database_foreign";
    case ErrorCode::kDatabaseNewer:
      return "database_newer";
    case ErrorCode::kDatabaseMissing:
      return "database_missing";
    case ErrorCode::kInstanceRunning:
      return "instance_running";
    case ErrorCode::kBusy:
      return "busy";
    case ErrorCode::kCannotCreate:
      return "cannot_create";
    case ErrorCode::kDiskFull:
      return "disk_full";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kReadOnly:
      return "read_only";
    case ErrorCode::kSql:
      return "sql";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "unknown";
}

bool is_transient(ErrorCode code) {
  switch (code) {
    case ErrorCode::kDns:
    case ErrorCode::kConnect:
    case ErrorCode::kProxy:
    case ErrorCode::kTls:
    case ErrorCode::kConnectionLost:
    case ErrorCode::kTimeout:
    case ErrorCode::kBadResponse:
    case ErrorCode::kTooLarge:
    case ErrorCode::kRateLimited:
    case ErrorCode::kDailyLimit:
    case ErrorCode::kLocked:
    case ErrorCode::kAccountMoved:
    case ErrorCode::kServerError:
    case ErrorCode::kCursorLoop:
    case ErrorCode::kNoProgress:
    case ErrorCode::kWrongFilter:
    case ErrorCode::kBadCursor:
    case ErrorCode::kBusy:
    case ErrorCode::kDiskFull:
    case ErrorCode::kReadOnly:
      return true;
    default:
      return false;
  }
}

Error::Error(ErrorCode code, std::string message, std::string mend)
    : code_(code), message_(std::move(message)), mend_(std::move(mend)) {}

Error Error::in(std::string_view context) const {
  return Error(code_, std::string(context) + ": " + message_, mend_);
}

std::string Error::text() const { return mend_.empty() ? message_ : message_ + " (" + mend_ + ")"; }

}  // namespace threadmirror::core
