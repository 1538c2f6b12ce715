#include "daemon/monitor.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "daemon/monitoring/metrics.hpp"
#include "daemon/version.hpp"

namespace threadmirror::daemon {

using boost::asio::awaitable;
using monitoring::MirrorLook;
using monitoring::Page;
using monitoring::Route;
using sync::http::LocalAnswer;
using sync::http::LocalRequest;

core::Result<std::unique_ptr<Monitor>> Monitor::open(Runtime& runtime, const config::Loaded& loaded,
                                                     core::Log& log) {
  if (loaded.settings.http.listen.empty()) return nullptr;
  auto server = open_local_server(loaded.settings, runtime.loop, log);
  if (!server) return core::fail(server.error());
  log.info("metrics and health are served", {{"address", (*server)->address()}});
  if (!(*server)->is_loopback()) {
    log.warning("other machines can read metrics and health, without any password",
                {{"address", (*server)->address()}});
  }
  return std::unique_ptr<Monitor>(new Monitor(runtime, loaded, std::move(*server)));
}

Monitor::Monitor(Runtime& runtime, const config::Loaded& loaded,
                 std::unique_ptr<sync::http::LocalServer> server)
    : runtime_(runtime),
      started_at_(runtime.clock.now()),
      server_(std::move(server)),
      mirror_(loaded.database, runtime.clock) {}

awaitable<void> Monitor::serve() {
  // A look that is under way must not hold up the end.
  struct Stopping {
    monitoring::MirrorView& mirror;
    ~Stopping() { mirror.stop(); }
  };
  const Stopping stopping{mirror_};
  sync::http::LocalHandler handler = [this](LocalRequest request) { return answer(std::move(request)); };
  co_await server_->serve(std::move(handler));
}

awaitable<LocalAnswer> Monitor::answer(LocalRequest request) {
  Page found = co_await page(std::move(request));
  LocalAnswer answer;
  answer.status = found.status;
  answer.content_type = std::move(found.content_type);
  answer.body = std::move(found.body);
  co_return answer;
}

awaitable<Page> Monitor::page(LocalRequest request) {
  const Route route = monitoring::route_of(request.path);
  if (route == Route::kLife) co_return monitoring::life_page();
  if (route == Route::kNothing) co_return monitoring::nothing_page();
  const MirrorLook look = co_await mirror_.look();
  if (route == Route::kMetrics) co_return metrics(look);
  co_return monitoring::readiness_page(monitoring::health_of(look), request.accept);
}

Page Monitor::metrics(const MirrorLook& look) const {
  const sync::Traffic traffic = runtime_.upstream->api->statistics();
  return monitoring::metrics_page(
      monitoring::metrics_text({kVersion, started_at_, runtime_.clock.now(), look, runtime_.telemetry,
                                traffic, monitoring::process_usage()}));
}

awaitable<void> serve_beside(Monitor* monitor, awaitable<void> other) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (monitor == nullptr) return other;
  return monitor->serve() && std::move(other);
}

}  // namespace threadmirror::daemon
