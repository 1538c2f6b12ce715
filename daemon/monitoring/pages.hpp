// What is found under which path. Pure.
#pragma once

#include <string>
#include <string_view>

#include "daemon/monitoring/health.hpp"

namespace threadmirror::daemon::monitoring {

enum class Route { kMetrics, kLife, kReadiness, kNothing };
Route route_of(std::string_view path);

struct Page {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
};

// /metrics
Page metrics_page(std::string metrics);
// /healthz: that the event loop came to answer is the answer.
Page life_page();
// /readyz: 200 where the mirror is current, else 503; state and cause in words, or as JSON where `accept`
// (the header) asks for that.
Page readiness_page(const Health& health, std::string_view accept);
// Everything else: 404, with the paths that there are.
Page nothing_page();

}  // namespace threadmirror::daemon::monitoring
