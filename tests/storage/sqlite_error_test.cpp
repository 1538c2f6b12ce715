#include "storage/sqlite_error.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cerrno>
#include <stdexcept>

using namespace threadmirror;
using namespace threadmirror::storage;
using core::ErrorCode;

namespace {

ErrorCode code_of(int sqlite_code, int system_errno = 0) {
  return translate({sqlite_code, system_errno, "x"}, "/db").code();
}

}  // namespace

// Faults 72, 73, 74, 75.
TEST_CASE("each SQLite result code becomes one of ours") {
  CHECK(code_of(SQLITE_FULL) == ErrorCode::kDiskFull);
  CHECK(code_of(SQLITE_IOERR_WRITE) == ErrorCode::kIo);
  CHECK(code_of(SQLITE_IOERR_WRITE, ENOSPC) == ErrorCode::kDiskFull);
  CHECK(code_of(SQLITE_IOERR_WRITE, EDQUOT) == ErrorCode::kDiskFull);
  CHECK(code_of(SQLITE_IOERR_FSYNC, EIO) == ErrorCode::kIo);
  CHECK(code_of(SQLITE_IOERR_WRITE, EROFS) == ErrorCode::kReadOnly);
  CHECK(code_of(SQLITE_READONLY) == ErrorCode::kReadOnly);
  CHECK(code_of(SQLITE_READONLY_DBMOVED) == ErrorCode::kIo);
  CHECK(code_of(SQLITE_PERM) == ErrorCode::kReadOnly);
  CHECK(code_of(SQLITE_BUSY) == ErrorCode::kBusy);
  CHECK(code_of(SQLITE_BUSY_SNAPSHOT) == ErrorCode::kBusy);
  CHECK(code_of(SQLITE_LOCKED) == ErrorCode::kBusy);
  CHECK(code_of(SQLITE_CORRUPT) == ErrorCode::kDatabaseCorrupt);
  CHECK(code_of(SQLITE_NOTADB) == ErrorCode::kDatabaseCorrupt);
  CHECK(code_of(SQLITE_CANTOPEN) == ErrorCode::kCannotCreate);
  CHECK(code_of(SQLITE_INTERRUPT) == ErrorCode::kCancelled);
  CHECK(code_of(SQLITE_CONSTRAINT_CHECK) == ErrorCode::kInternal);
}

TEST_CASE("an error of the disk names the database, the system's reason and the mend") {
  const core::Error error = translate({SQLITE_IOERR_FSYNC, EIO, "disk I/O error"}, "/var/db");
  CHECK(error.message() == "database /var/db: disk I/O error: Input/output error");
  CHECK(error.mend().find("/var/db") != std::string::npos);
  CHECK_FALSE(translate({SQLITE_CORRUPT, 0, "x"}, "/db").mend().empty());
}

// Fault 95.
TEST_CASE("want of memory is told as that, also where a file could not be mapped") {
  for (const SqliteFailure& failure : {SqliteFailure{SQLITE_NOMEM, 0, "out of memory"},
                                       SqliteFailure{SQLITE_IOERR_NOMEM, 0, "disk I/O error"},
                                       SqliteFailure{SQLITE_IOERR, ENOMEM, "disk I/O error"}}) {
    CHECK(translate(failure, "/data/m.db").mend().find("more memory") != std::string::npos);
  }
}

TEST_CASE("guarded work gives its value, or the failure that SQLite threw, and lets bugs pass") {
  const auto none = [] { return static_cast<sqlite3*>(nullptr); };
  CHECK(guarded("/db", none, [] { return 7; }).value() == 7);
  CHECK(guarded("/db", none, [] {}).has_value());
  const auto failed = guarded("/db", none, []() -> int { throw SQLite::Exception("full", SQLITE_FULL); });
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == ErrorCode::kDiskFull);
  CHECK_THROWS_AS(static_cast<void>(guarded("/db", none, [] { throw std::logic_error("bug"); })),
                  std::logic_error);
}
