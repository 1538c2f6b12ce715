#include "daemon/reloader.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace threadmirror::daemon {
namespace {

constexpr std::string_view kLogLevel = "log.level";
constexpr std::string_view kRefused = "reload refused, the old configuration stays in force";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

std::vector<std::string> need_restart(const std::vector<std::string>& changed) {
  std::vector<std::string> keys;
  std::copy_if(changed.begin(), changed.end(), std::back_inserter(keys),
               [](const std::string& key) { return key != kLogLevel; });
  return keys;
}

std::optional<std::string> Reloader::reload() {
  const config::Reload loaded = config::reload(running_, sources_);
  if (!loaded.findings.empty()) return refuse(loaded.findings);
  if (const core::Status good = actions_.check(loaded.in_force); !good) return refuse(good.error());
  if (const core::Status trusted = actions_.reload_trust(); !trusted) return refuse(trusted.error());
  return accept(loaded);
}

std::string Reloader::refuse(const config::Findings& findings) {
  for (const config::Finding& finding : findings) {
    log_.error("configuration not taken over", {{"finding", config::to_text(finding)}});
  }
  const std::string more =
      findings.size() > 1 ? " (" + std::to_string(findings.size()) + " mistakes, see the log)" : "";
  return std::string(kRefused) + ": " + config::to_text(findings.front()) + more;
}

std::string Reloader::refuse(const core::Error& error) {
  log_.error("configuration not taken over", {{"finding", error}});
  return std::string(kRefused) + ": " + error.message();
}

std::optional<std::string> Reloader::accept(const config::Reload& reload) {
  running_.settings.log.level = reload.in_force.settings.log.level;
  actions_.set_log_level(running_.settings.log.level);
  const std::vector<std::string> pending = need_restart(reload.changed);
  log_.info("configuration reloaded", {{"changed", joined(reload.changed)}});
  if (pending.empty()) return std::nullopt;
  log_.warning("changed settings take effect with the next restart", {{"keys", joined(pending)}});
  return "a restart is needed for " + joined(pending);
}

}  // namespace threadmirror::daemon
