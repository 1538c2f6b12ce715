// Takes over a changed configuration while the daemon runs, as far as that is possible.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/loader.hpp"
#include "core/log.hpp"
#include "core/result.hpp"

namespace threadmirror::daemon {

// The keys of `changed` that a running daemon can't take over. The token is no setting: it is read anew with
// each request.
std::vector<std::string> need_restart(const std::vector<std::string>& changed);

// What a reload touches besides the settings. All must stay valid as long as the reloader lives.
struct ReloadActions {
  // Checks what a configuration points at: token or OAuth secrets, CA file, proxy.
  std::function<core::Status(const config::Loaded&)> check;
  // Reads the trust anchors anew; where it fails the old ones stay.
  std::function<core::Status()> reload_trust;
  std::function<void(core::LogLevel)> set_log_level;
};

// One thread; blocks on the disk for as long as reading some small files takes.
class Reloader {
 public:
  // `running` is what the daemon was started with.
  Reloader(config::Loaded running, config::Sources sources, ReloadActions actions, core::Log& log)
      : running_(std::move(running)), sources_(std::move(sources)), actions_(std::move(actions)), log_(log) {}

  // Loads and checks everything first. With any mistake nothing changes, and each mistake is logged.
  // Otherwise what can be is taken over, and what needs a restart is logged. Returns what the status should
  // say about it; nothing when all that is configured is in force.
  std::optional<std::string> reload();

 private:
  std::string refuse(const config::Findings& findings);
  std::string refuse(const core::Error& error);
  std::optional<std::string> accept(const config::Reload& reload);

  config::Loaded running_;  // what is in force
  config::Sources sources_;
  ReloadActions actions_;
  core::Log& log_;
};

}  // namespace threadmirror::daemon
