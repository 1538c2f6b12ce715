#include "storage/read_authorizer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace threadmirror::storage {
namespace {

using std::string_view;

// Pragmas that only describe, whatever their argument.
constexpr std::array<string_view, 16> kDescribing{
    "collation_list",   "compile_options", "database_list", "foreign_key_check",
    "foreign_key_list", "function_list",   "index_info",    "index_list",
    "index_xinfo",      "integrity_check", "module_list",   "pragma_list",
    "quick_check",      "table_info",      "table_list",    "table_xinfo",
};
// Pragmas that describe without an argument, and set something with one.
constexpr std::array<string_view, 17> kReadable{
    "application_id", "auto_vacuum",    "busy_timeout",   "cache_size",         "data_version", "encoding",
    "foreign_keys",   "freelist_count", "journal_mode",   "journal_size_limit", "mmap_size",    "page_count",
    "page_size",      "query_only",     "schema_version", "synchronous",        "user_version",
};

bool contains(const auto& names, string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string lower(string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::optional<std::string> refuse_pragma(string_view name, string_view argument) {
  const std::string pragma = lower(name);
  if (contains(kDescribing, pragma)) return std::nullopt;
  if (contains(kReadable, pragma)) {
    if (argument.empty()) return std::nullopt;
    return "sets PRAGMA " + pragma + ", which is refused on a read-only connection";
  }
  return "uses PRAGMA " + pragma + ", which may change something";
}

std::optional<std::string> refuse_function(string_view name) {
  const std::string function = lower(name);
  if (function == "load_extension" || function == "fts3_tokenizer") {
    return "calls " + function + "(), which loads code";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> refusal(int action, string_view first, string_view second) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return std::nullopt;
    case SQLITE_UPDATE:
      // Asked also for each table-valued function (json_each, pragma_table_info), as SQLite declares its
      // columns. A statement that means it is refused by SQLite itself.
      if (first == "sqlite_master") return std::nullopt;
      return "writes; the mirror can only be read";
    case SQLITE_FUNCTION:
      return refuse_function(second);
    case SQLITE_PRAGMA:
      return refuse_pragma(first, second);
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
      return "attaches or detaches a file; only the mirror can be read";
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return "controls a transaction; each query is a transaction of its own";
    default:
      return "writes; the mirror can only be read";
  }
}

}  // namespace threadmirror::storage
