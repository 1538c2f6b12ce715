#include "daemon/mirror_commands.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/command_line.hpp"
#include "daemon/complaint.hpp"
#include "daemon/control/errand.hpp"
#include "daemon/job.hpp"
#include "daemon/order_work.hpp"
#include "daemon/progress_watch.hpp"
#include "daemon/report_output.hpp"
#include "daemon/runtime.hpp"
#include "storage/instance_lock.hpp"
#include "sync/mirror.hpp"

namespace threadmirror::daemon {
namespace {

using boost::asio::awaitable;
using control::JobKind;
using core::Status;
using output::ExitCode;

// A command's job, wherever it is done.
struct OneShot {
  Command command = Command::kSync;
  control::Order order{};
  sync::DifferenceSink* differences = nullptr;
  sync::ReconcileReport report{};  // of a reconcile that came to its end
};

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

ProgressWords progress_words(const OneShot& job) {
  const bool is_reconcile = job.order.kind == JobKind::kReconcile;
  return {is_reconcile ? "reconcile" : "backfill", !is_reconcile};
}

ExitCode conclude(const OneShot& job, const JobEnd& end, const Surroundings& around) {
  if (end.stopped_by_signal && !end.outcome) {
    around.console.line(interrupted_text(job.command));
    return ExitCode::kInstanceRunning;
  }
  return end.outcome ? ExitCode::kSuccess : complain(end.outcome.error(), around);
}

ExitCode run_here(const config::Loaded& loaded, OneShot& job, const Surroundings& around) {
  const Patience patience = job.order.kind == JobKind::kSync ? Patience::kBrief : Patience::kSteady;
  auto runtime = build_runtime(loaded, around.environment, patience, to_string(job.command), around.log);
  if (!runtime) return complain(runtime.error(), around);
  sync::Mirror mirror(*(*runtime)->world);
  sync::Progress progress;
  ProgressWatch watch(progress, (*runtime)->clock, *(*runtime)->upstream->waiter, around,
                      progress_words(job));
  const JobEnd end =
      run_job(**runtime, carry_out(mirror, job.order, {&progress, job.differences}, job.report), watch.show(),
              output::to_int(ExitCode::kInstanceRunning), around.log);
  watch.finish(progress_end(end));
  return conclude(job, end, around);
}

// Has the daemon do it.
awaitable<Status> hand_over(std::filesystem::path socket, OneShot& job, sync::Progress& progress,
                            const Surroundings& around) {
  control::Listeners listeners{&progress, job.differences, {}};
  listeners.waiting = [&around](const std::string& words) { around.console.line("threadmirror: " + words); };
  control::JobResult result = co_await control::have_done(std::move(socket), job.order, std::move(listeners));
  if (result.failure) co_return core::fail(*result.failure);
  job.report = std::move(result.report);
  co_return Status{};
}

ExitCode run_at_daemon(const std::filesystem::path& socket, OneShot& job, const Surroundings& around) {
  Errand errand;
  const auto waiter = timer_waiter(errand.loop);
  sync::Progress progress;
  ProgressWatch watch(progress, errand.clock, *waiter, around, progress_words(job));
  const JobEnd end = run_errand(errand, hand_over(socket, job, progress, around), watch.show(),
                                output::to_int(ExitCode::kInstanceRunning), around.log);
  watch.finish(progress_end(end));
  return conclude(job, end, around);
}

ExitCode run_one_shot(const config::Loaded& loaded, OneShot& job, const Surroundings& around) {
  const auto socket = storage::InstanceLock::announced_socket(loaded.database);
  return socket ? run_at_daemon(*socket, job, around) : run_here(loaded, job, around);
}

}  // namespace

ExitCode run_backfill(const config::Loaded& loaded, bool restart, const Surroundings& around) {
  OneShot job{Command::kBackfill};
  job.order.kind = JobKind::kBackfill;
  job.order.restart = restart;
  return run_one_shot(loaded, job, around);
}

ExitCode run_sync(const config::Loaded& loaded, const Surroundings& around) {
  OneShot job{Command::kSync};
  return run_one_shot(loaded, job, around);
}

ExitCode run_reconcile(const config::Loaded& loaded, const ReconcileChoice& choice,
                       const Surroundings& around) {
  ReportOutput output(output::ReportKind::kReconcile, choice.json, around.out);
  OneShot job{Command::kReconcile};
  job.order.kind = JobKind::kReconcile;
  job.order.allow_mass_delete = choice.allow_mass_delete;
  job.order.wants_differences = true;
  job.differences = &output.report();
  const ExitCode code = run_one_shot(loaded, job, around);
  if (code != ExitCode::kSuccess) return code;
  output::ReportEnd end;
  end.compared = job.report.counters.threads_seen;
  end.rejected = job.report.counters.rejected;
  end.mass_delete_guard = job.report.mass_delete_guard;
  output.report().finish(end);
  if (const auto error = output.error()) return complain(*error, around);
  return job.report.mass_delete_guard ? ExitCode::kNo : ExitCode::kSuccess;
}

}  // namespace threadmirror::daemon
