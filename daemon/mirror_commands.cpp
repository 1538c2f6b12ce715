#include "daemon/mirror_commands.hpp"

#include <unistd.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "daemon/command_line.hpp"
#include "daemon/complaint.hpp"
#include "daemon/job.hpp"
#include "daemon/progress_watch.hpp"
#include "daemon/report_output.hpp"
#include "daemon/runtime.hpp"
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

ExitCode run_daemon(const config::Loaded& loaded, const Surroundings& around) {
  auto runtime = build_runtime(loaded, around.environment, Patience::kBrief, "run", around.log);
  if (!runtime) return complain_in_log(runtime.error(), around);
  around.log.info("threadmirror starts",
                  {{"version", kVersion},
                   {"database", loaded.database.string()},
                   {"configuration", loaded.file.empty() ? "defaults" : loaded.file.string()},
                   {"upstream", loaded.settings.hubspot.base_url}});
  sync::Mirror mirror(*(*runtime)->world);
  sync::Progress progress;
  ProgressWatch watch(progress, (*runtime)->clock, *(*runtime)->upstream->waiter, around);
  const JobEnd end = run_job(**runtime, mirror.serve(&progress), watch.narrate(),
                             output::to_int(ExitCode::kSuccess), around.log);
  if (end.stopped_by_signal) {
    around.log.info("threadmirror stopped");
    return ExitCode::kSuccess;
  }
  return complain_in_log(end.outcome.error(), around);
}

}  // namespace threadmirror::daemon
