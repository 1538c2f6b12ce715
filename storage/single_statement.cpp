#include "storage/single_statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "storage/name_hint.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

struct Prepared {
  int code = SQLITE_OK;
  StatementHandle statement;  // none for white space and comments
  std::string_view rest;
};

Prepared prepare_first(sqlite3* connection, std::string_view sql) {
  Prepared result;
  sqlite3_stmt* statement = nullptr;
  const char* tail = sql.data();
  result.code = sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement, &tail);
  result.statement.reset(statement);
  result.rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  return result;
}

// `rest` is the part of `sql` that was being prepared.
core::Error prepare_error(sqlite3* connection, int code, std::string_view sql, std::string_view rest) {
  const int primary = code & 0xff;
  if (primary == SQLITE_INTERRUPT) return core::Error(ErrorCode::kCancelled, "the query was interrupted");
  if (primary == SQLITE_BUSY) {
    return core::Error(ErrorCode::kBusy, sqlite3_errmsg(connection), "try again in a moment");
  }
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
    return core::Error(ErrorCode::kDatabaseCorrupt, sqlite3_errmsg(connection));
  }
  if (primary == SQLITE_IOERR) return core::Error(ErrorCode::kIo, sqlite3_errmsg(connection));
  std::string message = sqlite3_errmsg(connection);
  std::string mend = name_hint(message);
  if (const int offset = sqlite3_error_offset(connection); offset >= 0) {
    message += " at " + position_of(sql, sql.size() - rest.size() + static_cast<std::size_t>(offset));
  }
  return core::Error(ErrorCode::kSql, std::move(message), std::move(mend));
}

// True where nothing but white space, comments and semicolons is left.
bool is_blank(sqlite3* connection, std::string_view sql) {
  while (!sql.empty()) {
    const Prepared next = prepare_first(connection, sql);
    if (next.code != SQLITE_OK || next.statement) return false;
    if (next.rest.size() >= sql.size()) return true;
    sql = next.rest;
  }
  return true;
}

}  // namespace

void FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

core::Result<StatementHandle> prepare_single(sqlite3* connection, std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos) {
    return core::fail(ErrorCode::kSql, "the SQL contains a NUL byte", "remove it");
  }
  if (sql.size() >= static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return core::fail(ErrorCode::kSql, "the SQL is longer than 2 GiB");
  }
  std::string_view rest = sql;
  while (!rest.empty()) {
    Prepared next = prepare_first(connection, rest);
    if (next.code != SQLITE_OK) {
      core::Error error = prepare_error(connection, next.code, sql, rest);
      return core::fail(std::move(error));
    }
    const bool stuck = next.rest.size() >= rest.size();
    rest = next.rest;
    if (next.statement) {
      if (is_blank(connection, rest)) return std::move(next.statement);
      return core::fail(ErrorCode::kSql, "the SQL holds more than one statement", "run them one at a time");
    }
    if (stuck) break;
  }
  return core::fail(ErrorCode::kSql, "the SQL holds no statement", "give a SELECT");
}

std::string position_of(std::string_view sql, std::size_t offset) {
  const std::string_view before = sql.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n');
  const std::string_view in_line =
      line_start == std::string_view::npos ? before : before.substr(line_start + 1);
  const auto characters = std::count_if(
      in_line.begin(), in_line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return fmt::format("line {}, column {}", lines + 1, characters + 1);
}

}  // namespace threadmirror::storage
