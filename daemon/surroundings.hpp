// What a command finds around it: environment, terminal, log. One per process, made by `main`.
#pragma once

#include "config/environment.hpp"
#include "core/clock.hpp"
#include "core/log.hpp"
#include "daemon/output/console.hpp"
#include "daemon/output/terminal.hpp"

namespace threadmirror::daemon {

// References only; all of it lives as long as the process's work.
struct Surroundings {
  const config::Environment& environment;
  const core::Clock& clock;
  output::Console& console;  // standard error
  output::Terminal out;      // standard output
  output::Terminal err;      // standard error
  core::Log& log;
};

}  // namespace threadmirror::daemon
