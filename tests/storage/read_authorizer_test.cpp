#include "storage/read_authorizer.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

using namespace threadmirror::storage;

TEST_CASE("actions that read are allowed") {
  CHECK_FALSE(refusal(SQLITE_SELECT, "", ""));
  CHECK_FALSE(refusal(SQLITE_READ, "threads", "id"));
  CHECK_FALSE(refusal(SQLITE_RECURSIVE, "", ""));
  CHECK_FALSE(refusal(SQLITE_FUNCTION, "", "strftime"));
  CHECK_FALSE(refusal(SQLITE_PRAGMA, "table_info", "threads"));
  CHECK_FALSE(refusal(SQLITE_UPDATE, "sqlite_master", "sql"));
  CHECK_FALSE(refusal(SQLITE_PRAGMA, "USER_VERSION", ""));
}

TEST_CASE("actions that write, load code, attach files or hold transactions are refused with a reason") {
  for (const int action :
       {SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE, SQLITE_CREATE_TABLE, SQLITE_DROP_VIEW,
        SQLITE_CREATE_TEMP_TABLE, SQLITE_REINDEX, SQLITE_ANALYZE, SQLITE_ALTER_TABLE, SQLITE_CREATE_VTABLE}) {
    CAPTURE(action);
    CHECK(refusal(action, "threads", "") == "writes; the mirror can only be read");
  }
  CHECK(refusal(SQLITE_ATTACH, "/x", "")->starts_with("attaches"));
  CHECK(refusal(SQLITE_TRANSACTION, "BEGIN", "")->starts_with("controls a transaction"));
  CHECK(refusal(SQLITE_SAVEPOINT, "BEGIN", "a")->starts_with("controls a transaction"));
  CHECK(refusal(SQLITE_FUNCTION, "", "LOAD_EXTENSION") == "calls load_extension(), which loads code");
  CHECK(refusal(SQLITE_PRAGMA, "user_version", "7")->starts_with("sets PRAGMA user_version"));
  CHECK(refusal(SQLITE_PRAGMA, "wal_checkpoint", "")->starts_with("uses PRAGMA wal_checkpoint"));
  CHECK(refusal(99999, "", ""));
}
