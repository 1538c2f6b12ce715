#include "daemon/monitor.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
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

namespace {

constexpr std::chrono::seconds kBetweenTries{5};

}  // namespace

core::Result<std::unique_ptr<Monitor>> Monitor::open(Runtime& runtime, const config::Loaded& loaded,
                                                     core::Log& log) {
  if (loaded.settings.http.listen.empty()) return nullptr;
  std::unique_ptr<Monitor> monitor(new Monitor(runtime, loaded, log));
  const core::Status listening = monitor->listen();
  if (listening) return monitor;
  if (listening.error().code() != core::ErrorCode::kBusy) return core::fail(listening.error());
  log.error("metrics and health are not served until the address is free", {{"reason", listening.error()}});
  return monitor;
}

Monitor::Monitor(Runtime& runtime, const config::Loaded& loaded, core::Log& log)
    : runtime_(runtime),
      settings_(loaded.settings),
      log_(log),
      started_at_(runtime.clock.now()),
      mirror_(loaded.database, runtime.clock) {}

core::Status Monitor::listen() {
  auto server = open_local_server(settings_, runtime_.loop, log_);
  if (!server) return core::fail(server.error());
  server_ = std::move(*server);
  log_.info("metrics and health are served", {{"address", server_->address()}});
  if (!server_->is_loopback()) {
    log_.warning("other machines can read metrics and health, without any password",
                 {{"address", server_->address()}});
  }
  return {};
}

awaitable<void> Monitor::keep_listening() {
  while (!server_) {
    co_await runtime_.upstream->waiter->wait(kBetweenTries);
    static_cast<void>(listen());  // the first failure has been told
  }
}

awaitable<void> Monitor::serve() {
  // A look that is under way must not hold up the end.
  struct Stopping {
    monitoring::MirrorView& mirror;
    ~Stopping() { mirror.stop(); }
  };
  const Stopping stopping{mirror_};
  co_await keep_listening();
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
