#include "config/database_path.hpp"

#include <string>
#include <utility>

namespace threadmirror::config {
namespace {

// The variable's path, its first one where it is a list; nothing where that is not absolute.
std::optional<std::filesystem::path> folder(const Environment& environment, std::string_view name) {
  const auto value = non_empty(environment, name);
  if (!value) return std::nullopt;
  std::filesystem::path path = value->substr(0, value->find(':'));
  if (!path.is_absolute()) return std::nullopt;
  return path;
}

}  // namespace

core::Result<std::filesystem::path> database_path(const std::optional<std::filesystem::path>& option,
                                                  const StorageSettings& settings,
                                                  const Environment& environment) {
  if (option && option->empty()) {
    return core::fail(core::ErrorCode::kConfig, "--database is empty", "name the database file");
  }
  if (option) return *option;
  if (!settings.path.empty()) return settings.path;
  if (const auto state = folder(environment, "STATE_DIRECTORY")) return *state / "threadmirror.db";
  if (const auto xdg = folder(environment, "XDG_STATE_HOME")) return *xdg / "threadmirror/threadmirror.db";
  if (const auto home = folder(environment, "HOME")) {
    return *home / ".local/state/threadmirror/threadmirror.db";
  }
  return core::fail(
      core::ErrorCode::kConfig,
      "no place for the database: none of $STATE_DIRECTORY, $XDG_STATE_HOME and $HOME is set to "
      "an absolute path",
      "set [storage] path, or give --database");
}

}  // namespace threadmirror::config
