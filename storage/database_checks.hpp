// Is this file a mirror, and one that this program knows? Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::storage {

// `PRAGMA application_id` of every mirror: "thmr". migrations/0001 sets it.
inline constexpr std::int64_t kApplicationId = 0x74686d72;

// What a database says about itself.
struct Identity {
  std::int64_t application_id = 0;
  std::int64_t schema_version = 0;  // `user_version`
  std::int64_t objects = 0;         // tables, indexes, views
};

// Reads it; throws what SQLite throws (SQLITE_NOTADB for garbage).
Identity read_identity(SQLite::Database& database);

// No content at all: a file that SQLite has not written yet.
bool is_blank(const Identity& identity);

// Refuses what is no mirror (kDatabaseForeign), a mirror of a later schema than `newest` (kDatabaseNewer),
// and one with no schema (kDatabaseCorrupt).
core::Status check_identity(const Identity& identity, int newest, const std::filesystem::path& path);

// The same for a file that nobody has opened yet, and kDatabaseCorrupt for garbage and truncated files. It is
// looked at in SQLite's immutable mode: no lock, no recovery, no file made, not a byte changed. Missing and
// empty files pass.
core::Status inspect_file(const std::filesystem::path& path, int newest);

// "file:/path?query" with the path's special characters escaped.
std::string file_uri(const std::filesystem::path& path, std::string_view query);

// The file's size in bytes; 0 where it is missing or can't be seen.
std::uintmax_t size_or_zero(const std::filesystem::path& path);

}  // namespace threadmirror::storage
