#include "daemon/run_command.hpp"

#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

#include "daemon/complaint.hpp"
#include "daemon/control/server.hpp"
#include "daemon/foreman.hpp"
#include "daemon/job.hpp"
#include "daemon/monitor.hpp"
#include "daemon/progress_watch.hpp"
#include "daemon/reception.hpp"
#include "daemon/reloader.hpp"
#include "daemon/runtime.hpp"
#include "daemon/service/lifeline.hpp"
#include "daemon/service/notifier.hpp"
#include "daemon/service/progress_judge.hpp"
#include "daemon/service/start_extension.hpp"
#include "daemon/version.hpp"

namespace threadmirror::daemon {

using boost::asio::awaitable;
using core::Status;
using output::ExitCode;

namespace {

// How long the tail of this daemon may have nothing to show.
std::chrono::milliseconds longest_silence(const config::Settings& settings) {
  return service::longest_silence(settings.sync.poll_interval, settings.hubspot.request_timeout,
                                  attempts(Patience::kBrief));
}

service::LifelineOptions lifeline_options(const config::Loaded& loaded, const Surroundings& around) {
  return {loaded.database, service::watchdog_interval(around.environment, getpid()),
          longest_silence(loaded.settings)};
}

// Builds a second way to HubSpot, only to see whether it can be built.
Status check_upstream(const config::Loaded& loaded, const config::Environment& environment) {
  boost::asio::io_context idle;
  const core::SystemClock clock;
  core::NullLog silent;
  const auto upstream = connect_upstream(loaded, environment, Patience::kBrief, idle, clock, silent);
  return upstream ? Status() : core::fail(upstream.error());
}

ReloadActions reload_actions(const ReloadMeans& means, Upstream& upstream) {
  return {[environment = means.sources.environment](const config::Loaded& loaded) {
            return check_upstream(loaded, environment);
          },
          [&upstream] { return upstream.transport->reload_trust(); }, means.set_log_level};
}

// The daemon while it serves; the parts that live as long as its loop.
class Service {
 public:
  Service(const config::Loaded& loaded, const ReloadMeans& means, const service::Notifier& notifier,
          Runtime& runtime, Monitor* monitor, const Surroundings& around)
      : foreman_(*runtime.world, progress_, runtime.loop.get_executor()),
        reception_(
            foreman_, [this] { return facts(); }, *runtime.upstream->waiter, around.log),
        watch_(progress_, runtime.clock, *runtime.upstream->waiter, around),
        lifeline_(lifeline_options(loaded, around), notifier, *runtime.world, progress_),
        reloader_(loaded, means.sources, reload_actions(means, *runtime.upstream), around.log),
        runtime_(runtime),
        monitor_(monitor),
        started_at_(runtime.clock.now()),
        log_(around.log) {
    listen(control::socket_path(loaded.database, around.environment));
  }

  JobEnd run() {
    lifeline_.ready();
    const JobEnd end =
        run_job(runtime_, foreman_.work(), beside(), output::to_int(ExitCode::kSuccess), log_, news());
    lifeline_.stopping(end.stopped_by_signal ? "stopped" : "failed: " + end.outcome.error().message());
    return end;
  }

 private:
  awaitable<void> beside() {
    using namespace boost::asio::experimental::awaitable_operators;
    auto all = watch_.narrate() && lifeline_.keep() && receive();
    co_await serve_beside(monitor_, std::move(all));
  }

  // Without a socket the daemon does all its work; commands are then told that it holds the database.
  void listen(const std::filesystem::path& path) {
    auto made = control::Server::listen(runtime_.loop.get_executor(), path);
    if (!made) return log_.warning("commands can't be taken", {{"reason", made.error()}});
    server_ = std::move(*made);
    runtime_.lock->announce(path);
  }

  awaitable<void> receive() {
    if (!server_) co_return;
    auto attend = [this](control::Channel& channel) { return reception_.attend(channel); };
    co_await server_->serve(std::move(attend));
  }

  control::DaemonFacts facts() const { return {getpid(), kVersion, started_at_, foreman_.activity()}; }

  SignalNews news() {
    return {[this] { lifeline_.stopping("stopping"); },
            [this] {
              lifeline_.reloading();
              lifeline_.reloaded(reloader_.reload());
            }};
  }

  sync::Progress progress_;
  Foreman foreman_;
  Reception reception_;
  std::unique_ptr<control::Server> server_;
  ProgressWatch watch_;
  service::Lifeline lifeline_;
  Reloader reloader_;
  Runtime& runtime_;
  Monitor* monitor_;  // null: nobody is to watch
  core::Timestamp started_at_;
  core::Log& log_;
};

core::Result<std::unique_ptr<Runtime>> build_daemon(const config::Loaded& loaded,
                                                    const service::Notifier& notifier,
                                                    const Surroundings& around) {
  const service::StartExtension patience(notifier);
  return build_runtime(loaded, around.environment, Patience::kBrief, "run", around.log);
}

ExitCode refuse_to_start(const core::Error& error, const service::Notifier& notifier,
                         const Surroundings& around) {
  notifier.stopping("failed: " + error.message());
  return complain_in_log(error, around);
}

}  // namespace

ExitCode run_daemon(const config::Loaded& loaded, const ReloadMeans& reload, const Surroundings& around) {
  const service::Notifier notifier(around.environment);
  auto runtime = build_daemon(loaded, notifier, around);
  if (!runtime) return refuse_to_start(runtime.error(), notifier, around);
  around.log.info("threadmirror starts",
                  {{"version", kVersion},
                   {"database", loaded.database.string()},
                   {"configuration", loaded.file.empty() ? "defaults" : loaded.file.string()},
                   {"upstream", loaded.settings.hubspot.base_url}});
  const auto monitor = Monitor::open(**runtime, loaded, around.log);
  if (!monitor) return refuse_to_start(monitor.error(), notifier, around);
  const JobEnd end = Service(loaded, reload, notifier, **runtime, monitor->get(), around).run();
  if (end.stopped_by_signal) {
    around.log.info("threadmirror stopped");
    return ExitCode::kSuccess;
  }
  return complain_in_log(end.outcome.error(), around);
}

}  // namespace threadmirror::daemon
