#include "daemon/monitoring/pages.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"

namespace threadmirror::daemon::monitoring {
namespace {

std::string json_body(const Health& health) {
  core::JsonWriter json;
  json.begin_object().field("ready", health.is_ready()).field("health", health.state);
  json.field("cause", health.cause).end_object();
  return std::string(json.text()) + '\n';
}

// "catching up: backfill has not finished".
std::string text_body(const Health& health) {
  std::string words = health.state;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words + (health.cause.empty() ? "" : ": " + core::printable(health.cause)) + '\n';
}

}  // namespace

Route route_of(std::string_view path) {
  if (path == "/metrics") return Route::kMetrics;
  if (path == "/healthz") return Route::kLife;
  if (path == "/readyz") return Route::kReadiness;
  return Route::kNothing;
}

Page metrics_page(std::string metrics) {
  return {200, "text/plain; version=0.0.4; charset=utf-8", std::move(metrics)};
}

Page life_page() {
  Page page;
  page.body = "ok\n";
  return page;
}

Page readiness_page(const Health& health, std::string_view accept) {
  Page page;
  page.status = health.is_ready() ? 200 : 503;
  if (accept.find("application/json") != std::string_view::npos) {
    page.content_type = "application/json";
    page.body = json_body(health);
  } else {
    page.body = text_body(health);
  }
  return page;
}

Page nothing_page() {
  Page page;
  page.status = 404;
  page.body = "there are /metrics, /healthz and /readyz\n";
  return page;
}

}  // namespace threadmirror::daemon::monitoring
