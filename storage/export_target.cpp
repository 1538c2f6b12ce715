#include "storage/export_target.hpp"

#include <fmt/format.h>

#include <string>
#include <system_error>

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

core::Status refuse_occupied(const fs::path& file, Replace replace) {
  std::error_code failure;
  const fs::file_status there = fs::symlink_status(file, failure);
  if (!fs::exists(there)) return {};
  if (!fs::is_regular_file(there)) {
    return core::fail(ErrorCode::kCannotCreate,
                      fmt::format("{} exists and is no regular file; it is left as it is", file.string()),
                      "name another file");
  }
  if (replace == Replace::kAnyFile) return {};
  return core::fail(ErrorCode::kCannotCreate, fmt::format("{} exists; it is left as it is", file.string()),
                    "name another file, or replace that one with --force");
}

}  // namespace

core::Result<DraftFile> draft_export(const fs::path& file, const fs::path& database, Replace replace) {
  if (auto status = refuse_mirror_itself(file, database); !status) return core::fail(status.error());
  if (auto status = refuse_occupied(file, replace); !status) return core::fail(status.error());
  auto draft = DraftFile::create(file, database);
  if (!draft) return draft;
  // Once more behind the draft's lock: another export may have put its own there meanwhile.
  if (auto status = refuse_occupied(file, replace); !status) return core::fail(status.error());
  return draft;
}

}  // namespace threadmirror::storage
