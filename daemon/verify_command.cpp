#include "daemon/verify_command.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/complaint.hpp"
#include "daemon/job.hpp"
#include "daemon/progress_watch.hpp"
#include "daemon/report_output.hpp"
#include "daemon/runtime.hpp"
#include "storage/mirror_comparer.hpp"
#include "sync/deletion_guard.hpp"
#include "sync/scope.hpp"
#include "sync/verify.hpp"

namespace threadmirror::daemon {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;
using output::ExitCode;
using output::ReportKind;

const char* title(ReportKind kind) { return kind == ReportKind::kVerify ? "verify" : "reconcile --dry-run"; }

Result<std::unique_ptr<storage::MirrorComparer>> open_comparer(const config::Loaded& loaded) {
  return storage::MirrorComparer::open(loaded.database, [inbox_ids = loaded.settings.hubspot.inbox_ids](
                                                            const std::optional<std::string>& inbox_id) {
    return sync::is_ours(inbox_id, inbox_ids);
  });
}

output::ReportEnd report_end(ReportKind kind, const sync::VerifyCounts& counts) {
  output::ReportEnd end;
  end.compared = counts.compared;
  end.unconfirmed = counts.unconfirmed;
  end.rejected = counts.rejected;
  const sync::MissingCount gone{counts.rows.live, counts.rows.unlisted};
  if (kind == ReportKind::kDryRun && sync::is_mass_deletion(gone)) {
    end.mass_delete_guard = sync::mass_deletion_text(gone);
  }
  return end;
}

awaitable<Status> compare(sync::VerifyWorld& world, sync::DifferenceSink& sink, sync::Progress& progress,
                          std::optional<sync::VerifyCounts>& counts) {
  const Result<sync::VerifyCounts> compared = co_await sync::verify(world, sink, &progress);
  if (!compared) co_return core::fail(compared.error());
  counts = *compared;
  co_return Status{};
}

output::ProgressEnd progress_end(const JobEnd& end) {
  if (end.outcome) return output::ProgressEnd::kDone;
  return end.stopped_by_signal ? output::ProgressEnd::kInterrupted : output::ProgressEnd::kFailed;
}

// Compares while it shows the progress.
Result<sync::VerifyCounts> compare_all(const config::Loaded& loaded, ReportKind kind, Errand& errand,
                                       storage::MirrorComparer& comparer, sync::DifferenceSink& sink,
                                       const Surroundings& around) {
  sync::VerifyWorld world{*errand.upstream->api, errand.clock, around.log, comparer,
                          loaded.settings.hubspot.inbox_ids};
  sync::Progress progress;
  std::optional<sync::VerifyCounts> counts;
  ProgressWatch watch(progress, errand.clock, *errand.upstream->waiter, around, {title(kind), false});
  const JobEnd end = run_errand(errand, compare(world, sink, progress, counts), watch.show(),
                                output::to_int(ExitCode::kInstanceRunning), around.log);
  watch.finish(progress_end(end));
  if (!end.outcome && end.stopped_by_signal) {
    return core::fail(core::ErrorCode::kCancelled, "interrupted; nothing can be said about the mirror");
  }
  if (!end.outcome) return core::fail(end.outcome.error());
  return *counts;
}

ExitCode run(const config::Loaded& loaded, ReportKind kind, bool json, const Surroundings& around) {
  auto errand = build_errand(loaded, around.environment, Patience::kSteady, around.log);
  if (!errand) return complain(errand.error(), around);
  auto comparer = open_comparer(loaded);
  if (!comparer) return complain(comparer.error(), around);
  ReportOutput output(kind, json, around.out);
  const auto counts = compare_all(loaded, kind, **errand, **comparer, output.report(), around);
  if (!counts) return complain(counts.error(), around);
  output.report().finish(report_end(kind, *counts));
  if (const auto error = output.error()) return complain(*error, around);
  return counts->equal() || kind == ReportKind::kDryRun ? ExitCode::kSuccess : ExitCode::kNo;
}

}  // namespace

ExitCode run_verify(const config::Loaded& loaded, bool json, const Surroundings& around) {
  return run(loaded, ReportKind::kVerify, json, around);
}

ExitCode run_dry_reconcile(const config::Loaded& loaded, bool json, const Surroundings& around) {
  return run(loaded, ReportKind::kDryRun, json, around);
}

}  // namespace threadmirror::daemon
