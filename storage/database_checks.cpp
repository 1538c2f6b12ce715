#include "storage/database_checks.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <fstream>
#include <optional>
#include <system_error>

#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/-._~").find(c) != std::string_view::npos;
}

// True where the main file alone does not tell the truth: its latest pages are still in the log.
bool has_log(const fs::path& path) { return size_or_zero(path.string() + "-wal") > 0; }

// True where a rollback journal says that the database was empty before: its creation was cut off, and SQLite
// will empty it again. (SQLite's file format, "The Rollback Journal": a magic number, then, at byte 16, the
// database's former size in pages. The journal is never locked, so it may be read directly.)
bool is_cut_off_creation(const fs::path& path) {
  constexpr std::string_view kMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  std::array<char, 20> header{};
  std::ifstream journal(path.string() + "-journal", std::ios::binary);
  if (!journal.read(header.data(), header.size())) return false;
  const std::string_view bytes(header.data(), header.size());
  return bytes.starts_with(kMagic) && bytes.substr(16) == std::string_view("\0\0\0\0", 4);
}

}  // namespace

Identity read_identity(SQLite::Database& database) {
  return {database.execAndGet(sql::kApplicationId).getInt64(),
          database.execAndGet(sql::kUserVersion).getInt64(),
          database.execAndGet(sql::kCountObjects).getInt64()};
}

bool is_blank(const Identity& identity) {
  return identity.application_id == 0 && identity.schema_version == 0 && identity.objects == 0;
}

core::Status check_identity(const Identity& identity, int newest, const fs::path& path) {
  if (identity.application_id != kApplicationId) {
    return core::fail(ErrorCode::kDatabaseForeign,
                      fmt::format("{} is no threadmirror database (its application_id is {}, not {})",
                                  path.string(), identity.application_id, kApplicationId),
                      "choose another storage.path, or move that file away");
  }
  if (identity.schema_version > newest) {
    return core::fail(ErrorCode::kDatabaseNewer,
                      fmt::format("{} has schema version {}, this program knows versions up to {}",
                                  path.string(), identity.schema_version, newest),
                      "install the newer threadmirror again, or move the file away and mirror anew");
  }
  if (identity.schema_version < 1) {
    return core::fail(ErrorCode::kDatabaseCorrupt,
                      fmt::format("{} has lost its schema version", path.string()),
                      "move the file away and run `threadmirror backfill`: it mirrors everything anew");
  }
  return {};
}

core::Status inspect_file(const fs::path& path, int newest) {
  if (size_or_zero(path) == 0 || is_cut_off_creation(path)) return {};
  std::optional<SQLite::Database> database;
  const auto handle = [&database] { return database ? database->getHandle() : nullptr; };
  const auto identity = guarded(path, handle, [&] {
    database.emplace(file_uri(path, "immutable=1"), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    return read_identity(*database);
  });
  if (!identity) {
    // Damaged on its own, but with a log, as after a power cut in the middle of copying the log into it:
    // judged by the connection that reads the log too. What is no database at all is not made one by a log.
    const bool perhaps_sound = identity.error().code() == ErrorCode::kDatabaseCorrupt && has_log(path) &&
                               sqlite3_errcode(handle()) != SQLITE_NOTADB;
    return perhaps_sound ? core::Status() : core::fail(identity.error());
  }
  return check_identity(*identity, newest, path);
}

std::string file_uri(const fs::path& path, std::string_view query) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    uri += is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri.append("?").append(query);
}

std::uintmax_t size_or_zero(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace threadmirror::storage
