#include "daemon/monitoring/pages.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::daemon::monitoring;

TEST_CASE("there are three paths, spelt exactly") {
  CHECK(route_of("/metrics") == Route::kMetrics);
  CHECK(route_of("/healthz") == Route::kLife);
  CHECK(route_of("/readyz") == Route::kReadiness);
  for (const std::string_view path :
       {"", "/", "/metrics/", "/Metrics", "/healthz2", "//readyz", "/../metrics"}) {
    CHECK(route_of(path) == Route::kNothing);
  }
  CHECK(nothing_page().status == 404);
  CHECK(life_page().status == 200);
  CHECK(life_page().body == "ok\n");
  CHECK(metrics_page("a 1\n").content_type == "text/plain; version=0.0.4; charset=utf-8");
}

TEST_CASE("readiness names state and cause in words") {
  const Page ready = readiness_page({"current", ""}, "");
  CHECK(ready.status == 200);
  CHECK(ready.body == "current\n");
  const Page filling = readiness_page({"catching_up", "backfill has not finished"}, "text/plain");
  CHECK(filling.status == 503);
  CHECK(filling.body == "catching up: backfill has not finished\n");
  CHECK(readiness_page({"stalled", "a\nb\x1b[31m"}, "").body == "stalled: a\\nb\\x1b[31m\n");
}

TEST_CASE("readiness is JSON for whoever asks for it") {
  const Page page = readiness_page({"attention", "the \"token\" is refused"}, "application/json;q=0.9, */*");
  CHECK(page.status == 503);
  CHECK(page.content_type == "application/json");
  CHECK(page.body ==
        "{\"ready\":false,\"health\":\"attention\",\"cause\":\"the \\\"token\\\" is refused\"}\n");
  CHECK(readiness_page({"current", ""}, "application/json").body ==
        "{\"ready\":true,\"health\":\"current\",\"cause\":\"\"}\n");
}
