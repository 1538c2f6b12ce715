// The metrics: everything that the process knows of itself and its mirror, for Prometheus. Pure.
// docs/MONITORING.md explains each.
#pragma once

#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "daemon/monitoring/health.hpp"
#include "daemon/monitoring/process_usage.hpp"
#include "sync/telemetry.hpp"
#include "sync/traffic.hpp"

namespace threadmirror::daemon::monitoring {

// References only: for the time of one call.
struct MetricsInput {
  std::string_view version;
  core::Timestamp started_at;  // the process
  core::Timestamp now;
  const MirrorLook& mirror;
  const sync::Telemetry& telemetry;
  const sync::Traffic& traffic;
  ProcessUsage process;
};

// The text of /metrics.
std::string metrics_text(const MetricsInput& input);

}  // namespace threadmirror::daemon::monitoring
