// What the process says to its caller when it ends: the numbers of sysexits.h.
#pragma once

#include "core/error.hpp"

namespace threadmirror::daemon::output {

enum class ExitCode : int {
  kSuccess = 0,
  kNo = 1,                // the command worked, and its answer is "no" (verify, status)
  kUsage = 64,            // the command line, or the SQL given on it, is wrong
  kData = 65,             // the database is corrupt, foreign or of a newer schema
  kUnavailable = 69,      // the upstream can't be reached or gives no usable answer
  kInternal = 70,         // a bug
  kCannotCreate = 73,     // a file or folder can't be created
  kIo = 74,               // reading or writing failed: disk full, read-only, no such database
  kInstanceRunning = 75,  // come again later: another process holds the database, or we were asked to stop
  kPermission = 77,       // the token is refused, lacks a scope, or belongs to another portal
  kConfig = 78,           // the configuration is wrong
};

// The code with which a one-shot command ends after `code`. Where the list of codes has no exact word, the
// operator's mend decides:
//  - kWrongPortal is kPermission: what has to change is the token.
//  - kBusy and kCancelled are kInstanceRunning, sysexits' "temporary failure": run it again later. (A daemon
//    that ends because of SIGTERM did as it was told; its caller returns kSuccess without asking here.)
//  - kDatabaseMissing is kIo: a file that has to be read can't be opened. `status` answers kNo instead.
//  - kSql is kUsage: the statement came from the command line.
ExitCode exit_code(core::ErrorCode code);

// The number for `std::exit` and `return` from main.
constexpr int to_int(ExitCode code) { return static_cast<int>(code); }

}  // namespace threadmirror::daemon::output
