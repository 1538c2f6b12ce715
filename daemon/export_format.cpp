#include "daemon/export_format.hpp"

#include <array>
#include <cstddef>

#include "daemon/output/format_choice.hpp"

namespace threadmirror::daemon {
namespace {

using core::ErrorCode;

constexpr std::array<std::string_view, 3> kNames{"csv", "jsonl", "sqlite"};

core::Result<ExportFormat> by_name(std::string_view name) {
  return output::choose_format(name, kNames).map([](std::size_t place) {
    return static_cast<ExportFormat>(place);
  });
}

ExportFormat by_ending(const std::filesystem::path& output) {
  const std::string ending = output.extension().string();
  if (ending == ".jsonl") return ExportFormat::kJsonl;
  const bool is_database = ending == ".db" || ending == ".sqlite" || ending == ".sqlite3";
  return is_database ? ExportFormat::kSqlite : ExportFormat::kCsv;
}

}  // namespace

std::string_view to_string(ExportFormat format) { return kNames[static_cast<std::size_t>(format)]; }

core::Result<ExportFormat> choose_export_format(const std::optional<std::string>& name,
                                                const std::optional<std::filesystem::path>& output) {
  const core::Result<ExportFormat> format = name ? by_name(*name) : by_ending(output.value_or(""));
  if (format && *format == ExportFormat::kSqlite && !output) {
    return core::fail(ErrorCode::kUsage, "a SQLite file can't be written to standard output",
                      "name the file with --output FILE");
  }
  return format;
}

}  // namespace threadmirror::daemon
