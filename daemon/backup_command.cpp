#include "daemon/backup_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "core/text.hpp"
#include "daemon/complaint.hpp"
#include "daemon/output/text_sink.hpp"
#include "daemon/output/words.hpp"
#include "daemon/stop_signals.hpp"
#include "storage/backup.hpp"

namespace threadmirror::daemon {

using output::ExitCode;

ExitCode run_backup(const config::Loaded& loaded, const std::filesystem::path& file,
                    const Surroundings& around) {
  const auto report = storage::back_up(loaded.database, file, &stop_signal_is_pending);
  if (!report) return complain(report.error(), around);
  output::FdSink sink(STDOUT_FILENO);
  sink.write(fmt::format("{}: {}, {}, verified\n", core::printable(file.string()),
                         output::count_words(report->threads, "thread", "threads"),
                         output::size_words(report->bytes)));
  sink.flush();
  return sink.error() ? complain(*sink.error(), around) : ExitCode::kSuccess;
}

}  // namespace threadmirror::daemon
