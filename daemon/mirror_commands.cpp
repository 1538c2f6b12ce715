#include "daemon/mirror_commands.hpp"

#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "daemon/command_line.hpp"
#include "daemon/complaint.hpp"
#include "daemon/job.hpp"
#include "daemon/monitor.hpp"
#include "daemon/progress_watch.hpp"
#include "daemon/reloader.hpp"
#include "daemon/report_output.hpp"
#include "daemon/runtime.hpp"
#include "daemon/service/lifeline.hpp"
#include "daemon/service/notifier.hpp"
#include "daemon/service/progress_judge.hpp"
#include "daemon/service/start_extension.hpp"
#include "daemon/version.hpp"
#include "sync/mirror.hpp"

namespace threadmirror::daemon {
namespace {

using boost::asio::awaitable;
using core::Status;
using output::ExitCode;

// One-shot commands: a job, with its progress shown to whoever watches.
using OneShot = std::function<awaitable<Status>(sync::Mirror&, sync::Progress&)>;

output::ProgressEnd progress_end(const JobEnd& end) {
  if (end.outcome) return output::ProgressEnd::kDone;
  return end.stopped_by_signal ? output::ProgressEnd::kInterrupted : output::ProgressEnd::kFailed;
}

std::string interrupted_text(Command command) {
  const std::string typed = std::string("`threadmirror ") + to_string(command) + "`";
  return "threadmirror: interrupted; what was committed stays. " +
         (command == Command::kReconcile ? "The daemon goes on from there, " + typed + " begins anew."
                                         : typed + " goes on from there.");
}

ExitCode run_one_shot(const config::Loaded& loaded, Command command, Patience patience, const OneShot& job,
                      const Surroundings& around) {
  auto runtime = build_runtime(loaded, around.environment, patience, to_string(command), around.log);
  if (!runtime) return complain(runtime.error(), around);
  sync::Mirror mirror(*(*runtime)->world);
  sync::Progress progress;
  const bool is_reconcile = command == Command::kReconcile;
  ProgressWatch watch(progress, (*runtime)->clock, *(*runtime)->upstream->waiter, around,
                      {is_reconcile ? "reconcile" : "backfill", !is_reconcile});
  const JobEnd end = run_job(**runtime, job(mirror, progress), watch.show(),
                             output::to_int(ExitCode::kInstanceRunning), around.log);
  watch.finish(progress_end(end));
  if (end.stopped_by_signal && !end.outcome) {
    around.console.line(interrupted_text(command));
    return ExitCode::kInstanceRunning;
  }
  return end.outcome ? ExitCode::kSuccess : complain(end.outcome.error(), around);
}

}  // namespace

ExitCode run_backfill(const config::Loaded& loaded, bool restart, const Surroundings& around) {
  return run_one_shot(
      loaded, Command::kBackfill, Patience::kSteady,
      [restart](sync::Mirror& mirror, sync::Progress& progress) {
        return mirror.backfill_once(restart, &progress);
      },
      around);
}

ExitCode run_sync(const config::Loaded& loaded, const Surroundings& around) {
  return run_one_shot(
      loaded, Command::kSync, Patience::kBrief,
      [](sync::Mirror& mirror, sync::Progress& progress) { return mirror.sync_once(&progress); }, around);
}

ExitCode run_reconcile(const config::Loaded& loaded, const ReconcileChoice& choice,
                       const Surroundings& around) {
  ReportOutput output(output::ReportKind::kReconcile, choice.json, around.out);
  sync::ReconcileReport report;
  const ExitCode code = run_one_shot(
      loaded, Command::kReconcile, Patience::kSteady,
      [&](sync::Mirror& mirror, sync::Progress& progress) {
        const sync::Observers observers{&progress, &output.report()};
        return mirror.reconcile_once({sync::ReconcileStart::kAnew, choice.allow_mass_delete, observers},
                                     report);
      },
      around);
  if (code != ExitCode::kSuccess) return code;
  output::ReportEnd end;
  end.compared = report.counters.threads_seen;
  end.rejected = report.counters.rejected;
  end.mass_delete_guard = report.mass_delete_guard;
  output.report().finish(end);
  if (const auto error = output.error()) return complain(*error, around);
  return report.mass_delete_guard ? ExitCode::kNo : ExitCode::kSuccess;
}

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
      : mirror_(*runtime.world),
        watch_(progress_, runtime.clock, *runtime.upstream->waiter, around),
        lifeline_(lifeline_options(loaded, around), notifier, *runtime.world, progress_),
        reloader_(loaded, means.sources, reload_actions(means, *runtime.upstream), around.log),
        runtime_(runtime),
        monitor_(monitor),
        log_(around.log) {}

  JobEnd run() {
    lifeline_.ready();
    const JobEnd end = run_job(runtime_, mirror_.serve(&progress_), beside(),
                               output::to_int(ExitCode::kSuccess), log_, news());
    lifeline_.stopping(end.stopped_by_signal ? "stopped" : "failed: " + end.outcome.error().message());
    return end;
  }

 private:
  awaitable<void> beside() {
    using namespace boost::asio::experimental::awaitable_operators;
    auto both = watch_.narrate() && lifeline_.keep();
    co_await serve_beside(monitor_, std::move(both));
  }

  SignalNews news() {
    return {[this] { lifeline_.stopping("stopping"); },
            [this] {
              lifeline_.reloading();
              lifeline_.reloaded(reloader_.reload());
            }};
  }

  sync::Progress progress_;
  sync::Mirror mirror_;
  ProgressWatch watch_;
  service::Lifeline lifeline_;
  Reloader reloader_;
  Runtime& runtime_;
  Monitor* monitor_;  // null: nobody is to watch
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
