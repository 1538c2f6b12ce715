// One statement of a user, prepared for reading. Internal to storage/.
#pragma once

#include <memory>
#include <string_view>

#include "core/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace threadmirror::storage {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Prepares the only statement of `sql`. White space, comments and semicolons around it are fine. kSql for
// none, for several, for a NUL byte, and for a syntax error, with its line and column; kCancelled, kBusy and
// others as SQLite tells them. What is refused by an authorizer is kSql with SQLite's bare "not authorized".
core::Result<StatementHandle> prepare_single(sqlite3* connection, std::string_view sql);

// "line 2, column 7" of a byte of `sql`, both from 1; columns count characters.
std::string position_of(std::string_view sql, std::size_t offset);

}  // namespace threadmirror::storage
