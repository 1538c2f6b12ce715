// In which form `export` writes its rows.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::daemon {

enum class ExportFormat { kCsv, kJsonl, kSqlite };

// "csv", "jsonl", "sqlite": as it is typed.
std::string_view to_string(ExportFormat format);

// The format of that name; without one, what the ending of `output` says: .csv, .jsonl, or .db, .sqlite and
// .sqlite3; else CSV. kUsage for an unknown name, and for SQLite without an `output`.
core::Result<ExportFormat> choose_export_format(const std::optional<std::string>& name,
                                                const std::optional<std::filesystem::path>& output);

}  // namespace threadmirror::daemon
