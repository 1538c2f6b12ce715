// The one list of ways in which things can fail, and the value that carries a failure upward.
//
// Expected failures travel as `Result<T>`; exceptions are for bugs. Foreign error codes (sockets, TLS,
// SQLite, HTTP statuses) are translated into this list once, at the border where they appear.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::core {

enum class ErrorCode {
  // What the user gave us.
  kUsage,   // the command line is wrong
  kConfig,  // a setting, the token file or the CA file is missing, malformed or out of range

  // The way to the upstream. All of these are transient: the same request may succeed later.
  kDns,             // the host name could not be resolved
  kConnect,         // no address accepted a TCP connection
  kProxy,           // the proxy refused or could not reach the host
  kTls,             // the handshake failed or the peer could not be verified
  kConnectionLost,  // reset or closed in the middle of an exchange
  kTimeout,         // a deadline passed

  // Answers that can't be used.
  kBadResponse,  // not HTTP, not JSON, wrong content type, cut off: refused, nothing of it is used
  kTooLarge,     // header or body above its limit, before or after decompression
  kRedirect,     // the upstream points elsewhere; never followed

  // What the upstream says.
  kRateLimited,   // 429 for the burst window
  kDailyLimit,    // 429 for the day's quota
  kLocked,        // 423
  kAccountMoved,  // 477: the account is being moved to another data centre
  kServerError,   // 5xx
  kUnauthorized,  // 401: the token is refused
  kForbidden,     // 403: a scope is missing
  kNotFound,      // 404
  kBadRequest,    // other 4xx
  kBadCursor,     // 400 for a paging cursor that is no longer understood
  kGone,          // the path or API version is retired
  kWrongPortal,   // the token belongs to another portal than the database

  // Listings that can't be trusted.
  kCursorLoop,   // a cursor came a second time
  kNoProgress,   // pages go on without bringing anything
  kWrongFilter,  // the answer holds what was not asked for

  // The database.
  kDatabaseCorrupt,  // damaged, truncated or no SQLite file
  kDatabaseForeign,  // a SQLite file of another application
  kDatabaseNewer,    // a schema newer than this program
  kDatabaseMissing,  // no file there, and none may be made
  kInstanceRunning,  // another process is the writer
  kBusy,             // a foreign lock is held for longer than we wait
  kCannotCreate,     // folder or file can't be created
  kDiskFull,         // no space or quota
  kIo,               // any other failure of the file system
  kReadOnly,         // the file or file system refuses writes
  kSql,              // a statement of the user is wrong

  kCancelled,  // we were asked to stop
  kInternal,   // a bug
};

// The code's name without the `k`, in snake_case: "connection_lost". Stable: it is shown in logs and status.
std::string_view to_string(ErrorCode code);

// True for failures that may go away by waiting, without anyone changing anything.
bool is_transient(ErrorCode code);

// A failure: what happened, in words for an operator, and, where there is one, the mend.
class Error {
 public:
  // `message` is one sentence without a final full stop; `mend` says what to do, or is empty.
  explicit Error(ErrorCode code, std::string message = {}, std::string mend = {});

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& mend() const { return mend_; }

  // The same failure with "`context`: " before its message.
  Error in(std::string_view context) const;

  // "message (mend)", for one line of text.
  std::string text() const;

  friend bool operator==(const Error&, const Error&) = default;

 private:
  ErrorCode code_;
  std::string message_;
  std::string mend_;
};

}  // namespace threadmirror::core
