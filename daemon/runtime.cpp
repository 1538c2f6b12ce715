#include "daemon/runtime.hpp"

#include <string>
#include <utility>

#include "config/refresh_token_file.hpp"
#include "config/token.hpp"
#include "daemon/version.hpp"
#include "sync/api/oauth_credentials.hpp"
#include "sync/http/proxy_rules.hpp"
#include "sync/http/timer_waiter.hpp"

namespace threadmirror::daemon {
namespace {

core::Result<sync::http::TransportOptions> transport_options(const config::Settings& settings,
                                                             const config::Environment& environment) {
  sync::http::TransportOptions options;
  options.base_url = settings.hubspot.base_url;
  options.user_agent = std::string("threadmirror/") + kVersion;
  options.ca_file = settings.hubspot.ca_file;
  options.request_timeout = settings.hubspot.request_timeout;
  options.max_connections = static_cast<std::size_t>(settings.rate_limit.max_in_flight);
  auto proxy = sync::http::choose_proxy(settings.hubspot.proxy, environment, options.base_url);
  if (!proxy) return core::fail(proxy.error());
  options.proxy = std::move(*proxy);
  return options;
}

sync::api::ApiOptions api_options(const config::Settings& settings, Patience patience) {
  sync::api::ApiOptions options;
  options.api_version = settings.hubspot.api_version;
  options.page_size = settings.hubspot.page_size;
  options.requests_per_window = settings.rate_limit.requests;
  options.window = settings.rate_limit.window;
  options.share = settings.rate_limit.share;
  options.daily_reserve = settings.rate_limit.daily_reserve;
  options.retry.attempts = attempts(patience);
  return options;
}

sync::EngineOptions engine_options(const config::Settings& settings) {
  sync::EngineOptions options;
  options.poll_interval = settings.sync.poll_interval;
  options.overlap = settings.sync.overlap;
  options.reconcile_interval = settings.sync.reconcile_interval;
  options.max_in_flight = settings.rate_limit.max_in_flight;
  options.daily_reserve = settings.rate_limit.daily_reserve;
  options.inbox_ids = settings.hubspot.inbox_ids;
  return options;
}

storage::StoreOptions store_options(const config::Loaded& loaded) {
  storage::StoreOptions options;
  options.path = loaded.database;
  options.replica_lag = loaded.settings.sync.overlap;
  options.writer_version = kVersion;
  return options;
}

// The files of an OAuth app in the words of the API's layer.
class OAuthFiles final : public sync::api::RefreshTokenStore {
 public:
  OAuthFiles(const config::OAuthSettings& settings, const std::filesystem::path& database)
      : file_(settings, database) {}

  core::Result<sync::api::OAuthSecrets> load() override {
    auto secrets = file_.load();
    if (!secrets) return core::fail(secrets.error());
    return sync::api::OAuthSecrets{std::move(secrets->client_secret), std::move(secrets->refresh_token)};
  }
  core::Status save(const core::Secret& refresh_token) override { return file_.save(refresh_token); }

 private:
  config::RefreshTokenFile file_;
};

// Reads what opens HubSpot, so that a missing file is known before anything is begun.
core::Status prepare_secrets(Upstream& upstream, const config::Loaded& loaded,
                             const config::Environment& environment, core::Log& log) {
  const config::HubSpotSettings& hubspot = loaded.settings.hubspot;
  if (hubspot.oauth.enabled()) {
    upstream.refresh_tokens = std::make_unique<OAuthFiles>(hubspot.oauth, loaded.database);
    const auto secrets = upstream.refresh_tokens->load();
    return secrets ? core::Status() : core::fail(secrets.error());
  }
  auto token =
      TokenKeeper::create([hubspot, environment] { return config::read_token(hubspot, environment); }, log);
  if (!token) return core::fail(token.error());
  upstream.token = std::move(*token);
  return {};
}

std::unique_ptr<sync::api::Credentials> credentials(Upstream& upstream,
                                                    const config::HubSpotSettings& hubspot,
                                                    const sync::api::ApiOptions& api,
                                                    const sync::api::ApiEnvironment& around) {
  if (upstream.token) {
    return sync::api::create_static_credentials(
        [keeper = upstream.token.get()] { return keeper->current(); });
  }
  sync::api::OAuthOptions options;
  options.api_version = api.api_version;
  options.client_id = hubspot.oauth.client_id;
  options.places = {hubspot.oauth.client_secret_file.string(), hubspot.oauth.refresh_token_file.string()};
  options.retry = api.retry;
  return sync::api::create_oauth_credentials(std::move(options), *upstream.refresh_tokens, around);
}

}  // namespace

core::Result<std::unique_ptr<Upstream>> connect_upstream(const config::Loaded& loaded,
                                                         const config::Environment& environment,
                                                         Patience patience, boost::asio::io_context& loop,
                                                         const core::Clock& clock, core::Log& log) {
  const config::Settings& settings = loaded.settings;
  auto upstream = std::make_unique<Upstream>();
  if (const auto ready = prepare_secrets(*upstream, loaded, environment, log); !ready) {
    return core::fail(ready.error());
  }
  auto options = transport_options(settings, environment);
  if (!options) return core::fail(options.error());
  auto transport = sync::http::create_https_transport(loop.get_executor(), std::move(*options), clock, log);
  if (!transport) return core::fail(transport.error());
  upstream->transport = std::move(*transport);
  upstream->waiter = sync::http::create_timer_waiter(loop.get_executor());
  const sync::api::ApiEnvironment around{*upstream->transport, clock, *upstream->waiter, upstream->random,
                                         log};
  const sync::api::ApiOptions api = api_options(settings, patience);
  upstream->credentials = credentials(*upstream, settings.hubspot, api, around);
  upstream->api = sync::api::create_threads_api(api, *upstream->credentials, around);
  return upstream;
}

std::unique_ptr<core::Waiter> timer_waiter(boost::asio::io_context& loop) {
  return sync::http::create_timer_waiter(loop.get_executor());
}

core::Result<std::unique_ptr<Errand>> build_errand(const config::Loaded& loaded,
                                                   const config::Environment& environment, Patience patience,
                                                   core::Log& log) {
  auto errand = std::make_unique<Errand>();
  auto upstream = connect_upstream(loaded, environment, patience, errand->loop, errand->clock, log);
  if (!upstream) return core::fail(upstream.error());
  errand->upstream = std::move(*upstream);
  return errand;
}

core::Result<std::unique_ptr<Runtime>> build_runtime(const config::Loaded& loaded,
                                                     const config::Environment& environment,
                                                     Patience patience, const char* command, core::Log& log) {
  auto runtime = std::make_unique<Runtime>();
  auto upstream = connect_upstream(loaded, environment, patience, runtime->loop, runtime->clock, log);
  if (!upstream) return core::fail(upstream.error());
  runtime->upstream = std::move(*upstream);
  auto lock = storage::InstanceLock::acquire(loaded.database, command);
  if (!lock) return core::fail(lock.error());
  runtime->lock = std::move(*lock);
  auto store = storage::MirrorStore::open(store_options(loaded), runtime->clock, log);
  if (!store) return core::fail(store.error());
  runtime->store = std::move(*store);
  runtime->worker.emplace(*runtime->store, runtime->writer.get_executor());
  runtime->world.emplace(sync::World{*runtime->upstream->api, *runtime->worker, runtime->clock,
                                     *runtime->upstream->waiter, runtime->upstream->random, log,
                                     runtime->telemetry, engine_options(loaded.settings)});
  return runtime;
}

core::Result<std::unique_ptr<sync::http::LocalServer>> open_local_server(const config::Settings& settings,
                                                                         boost::asio::io_context& loop,
                                                                         core::Log& log) {
  sync::http::LocalServerOptions options;
  options.listen = settings.http.listen;
  return sync::http::LocalServer::open(loop.get_executor(), std::move(options), log);
}

}  // namespace threadmirror::daemon
