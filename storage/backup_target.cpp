#include "storage/backup_target.hpp"

#include <fmt/format.h>

#include <system_error>

#include "storage/database_checks.hpp"
#include "storage/file_identity.hpp"
#include "storage/migrate.hpp"

namespace threadmirror::storage {
namespace {

namespace fs = std::filesystem;

core::Status refuse_stranger(const fs::path& file) {
  if (!identity_of(file)) return {};
  std::error_code failure;
  const bool is_mirror =
      fs::is_regular_file(file, failure) && inspect_file(file, newest_version(embedded_migrations()));
  if (is_mirror) return {};
  return core::fail(core::ErrorCode::kCannotCreate,
                    fmt::format("{} exists and is no earlier backup; it is left as it is", file.string()),
                    "name another file, or move that one away");
}

}  // namespace

core::Result<DraftFile> draft_backup(const fs::path& file, const fs::path& database) {
  if (auto status = refuse_mirror_itself(file, database); !status) return core::fail(status.error());
  if (auto status = refuse_stranger(file); !status) return core::fail(status.error());
  return DraftFile::create(file, database);
}

}  // namespace threadmirror::storage
