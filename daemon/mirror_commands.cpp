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

ExitCode run_one_shot(const config::Loaded& loaded, Command command, Patience patience, const OneShot& job,
                      const Surroundings& around) {
  auto runtime = build_runtime(loaded, around.environment, patience, to_string(command), around.log);
  if (!runtime) return complain(runtime.error(), around);
  sync::Mirror mirror(*(*runtime)->world);
  sync::Progress progress;
  ProgressWatch watch(progress, (*runtime)->clock, *(*runtime)->upstream->waiter, around);
  const JobEnd end = run_job(**runtime, job(mirror, progress), watch.show(),
                             output::to_int(ExitCode::kInstanceRunning), around.log);
  watch.finish(progress_end(end));
  if (end.stopped_by_signal && !end.outcome) {
    around.console.line(std::string("threadmirror: interrupted; what was committed stays. `threadmirror ") +
                        to_string(command) + "` goes on from there.");
    return ExitCode::kInstanceRunning;
  }
  return end.outcome ? ExitCode::kSuccess : complain(end.outcome.error(), around);
}

}  // namespace

ExitCode run_backfill(const config::Loaded& loaded, bool restart, const Surroundings& around) {
  const auto start = restart ? sync::SweepStart::kAnew : sync::SweepStart::kUnfinishedOrAll;
  return run_one_shot(
      loaded, Command::kBackfill, Patience::kSteady,
      [start](sync::Mirror& mirror, sync::Progress& progress) {
        return mirror.backfill_once(start, &progress);
      },
      around);
}

ExitCode run_sync(const config::Loaded& loaded, const Surroundings& around) {
  return run_one_shot(
      loaded, Command::kSync, Patience::kBrief,
      [](sync::Mirror& mirror, sync::Progress& progress) { return mirror.sync_once(&progress); }, around);
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
