#include "storage/sqlite_error.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

ErrorCode from_errno(int system_errno, ErrorCode otherwise) {
  if (system_errno == ENOSPC || system_errno == EDQUOT) return ErrorCode::kDiskFull;
  if (system_errno == EROFS) return ErrorCode::kReadOnly;
  return otherwise;
}

ErrorCode code_of(const SqliteFailure& failure) {
  if (failure.code == SQLITE_READONLY_DBMOVED) return ErrorCode::kIo;
  switch (failure.code & 0xff) {
    case SQLITE_FULL:
      return ErrorCode::kDiskFull;
    case SQLITE_IOERR:
      return from_errno(failure.system_errno, ErrorCode::kIo);
    case SQLITE_CANTOPEN:
      return from_errno(failure.system_errno, ErrorCode::kCannotCreate);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return ErrorCode::kReadOnly;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return ErrorCode::kBusy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::kDatabaseCorrupt;
    case SQLITE_INTERRUPT:
      return ErrorCode::kCancelled;
    default:
      return ErrorCode::kInternal;
  }
}

bool lacks_memory(const SqliteFailure& failure) {
  return (failure.code & 0xff) == SQLITE_NOMEM || failure.code == SQLITE_IOERR_NOMEM ||
         ((failure.code & 0xff) == SQLITE_IOERR && failure.system_errno == ENOMEM);
}

std::string mend_of(ErrorCode code, const std::string& path) {
  switch (code) {
    case ErrorCode::kDiskFull:
      return "free space, or raise the quota, on the file system of " + path + "; the work then goes on";
    case ErrorCode::kIo:
      return "look for disk errors (journalctl -k) and at the file system of " + path + ", then restart";
    case ErrorCode::kCannotCreate:
      return "see that the folder of " + path + " exists and that this user may write in it";
    case ErrorCode::kReadOnly:
      return "make " + path + ", its folder and its file system writable for this user";
    case ErrorCode::kBusy:
      return "end the program that holds the lock on " + path + ", or wait for it";
    case ErrorCode::kDatabaseCorrupt:
      return "move " + path +
             " with its -wal and -shm files away and run `threadmirror backfill`: it mirrors "
             "everything anew";
    default:
      return {};
  }
}

}  // namespace

core::Error translate(const SqliteFailure& failure, const std::filesystem::path& database) {
  const ErrorCode code = code_of(failure);
  std::string message = "database " + database.string() + ": " + failure.message;
  const int primary = failure.code & 0xff;
  if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && failure.system_errno != 0) {
    message += ": " + std::generic_category().message(failure.system_errno);
  }
  std::string mend = lacks_memory(failure) ? "give it more memory (MemoryMax= of its service, ulimit -v)"
                                           : mend_of(code, database.string());
  return core::Error(code, std::move(message), std::move(mend));
}

SqliteFailure describe(const SQLite::Exception& exception, sqlite3* handle) {
  SqliteFailure failure{exception.getExtendedErrorCode(), 0, exception.what()};
  if (failure.code <= 0) failure.code = exception.getErrorCode();
  if (const auto* commit = dynamic_cast<const CommitFailure*>(&exception)) {
    failure.system_errno = commit->system_errno();
    return failure;
  }
  if (handle != nullptr) failure.system_errno = sqlite3_system_errno(handle);
  return failure;
}

}  // namespace threadmirror::storage
