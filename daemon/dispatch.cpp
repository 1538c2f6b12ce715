#include "daemon/dispatch.hpp"

#include <unistd.h>

#include <algorithm>

#include "config/loader.hpp"
#include "daemon/backup_command.hpp"
#include "daemon/check_command.hpp"
#include "daemon/export_command.hpp"
#include "daemon/mirror_commands.hpp"
#include "daemon/output/log_sink.hpp"
#include "daemon/query_command.hpp"
#include "daemon/reader_commands.hpp"
#include "daemon/run_command.hpp"
#include "daemon/schema_command.hpp"
#include "daemon/service/notifier.hpp"
#include "daemon/stop_signals.hpp"
#include "daemon/surroundings.hpp"
#include "daemon/verify_command.hpp"

namespace threadmirror::daemon {
namespace {

using output::ExitCode;

bool is_one_shot(Command command) { return command != Command::kRun; }

// Somebody who watches a one-shot command at a terminal sees its progress, and of the log what matters. A
// level that was asked for on the command line counts in any case.
core::LogLevel log_level(const Invocation& invocation, const config::Settings& settings, bool terminal) {
  const bool quiet = is_one_shot(invocation.command) && terminal && !invocation.log_level;
  return quiet ? std::max(settings.log.level, core::LogLevel::kWarning) : settings.log.level;
}

output::LogFormat log_format(config::LogFormat format, const config::Environment& environment) {
  switch (format) {
    case config::LogFormat::kText:
      return output::LogFormat::kText;
    case config::LogFormat::kJson:
      return output::LogFormat::kJson;
    case config::LogFormat::kJournal:
      return output::LogFormat::kJournal;
    case config::LogFormat::kAuto:
      break;
  }
  return output::resolve_log_format(output::LogFormat::kAuto, environment("JOURNAL_STREAM"),
                                    output::identify_file(STDERR_FILENO));
}

// Reads, and may be killed at any time.
bool only_reads(Command command) {
  return command == Command::kStatus || command == Command::kQuery || command == Command::kCheck;
}

// Without a configuration there is no log yet.
ExitCode refuse(Command command, const config::Findings& findings, const config::Environment& environment,
                output::Console& console) {
  console.line(config::to_text(findings));
  if (command == Command::kRun) {
    service::Notifier(environment).stopping("failed: " + config::to_text(findings.front()));
  }
  return ExitCode::kConfig;
}

ExitCode run_command(const Invocation& invocation, const config::Loaded& loaded, const ReloadMeans& reload,
                     const Surroundings& around) {
  if (only_reads(invocation.command)) release_stop_signals();
  switch (invocation.command) {
    case Command::kRun:
      return run_daemon(loaded, reload, around);
    case Command::kBackfill:
      return run_backfill(loaded, invocation.restart, around);
    case Command::kSync:
      return run_sync(loaded, around);
    case Command::kReconcile:
      if (invocation.dry_run) return run_dry_reconcile(loaded, invocation.json, around);
      return run_reconcile(loaded, {invocation.allow_mass_delete, invocation.json}, around);
    case Command::kVerify:
      return run_verify(loaded, invocation.json, around);
    case Command::kStatus:
      return run_status(loaded, invocation.json, around);
    case Command::kQuery:
      return run_query(loaded, invocation.query, around);
    case Command::kExport:
      return run_export(loaded, invocation.exported, around);
    case Command::kBackup:
      return run_backup(loaded, invocation.file, around);
    case Command::kCheck:
      return run_check(loaded, invocation.offline, around);
    case Command::kSchema:
      break;  // needs no configuration: see dispatch
  }
  return ExitCode::kInternal;
}

}  // namespace

ExitCode dispatch(const Invocation& invocation) {
  const config::Environment environment = config::process_environment();
  const core::SystemClock clock;
  output::Console console(STDERR_FILENO);
  const output::Terminal out = output::describe_terminal(STDOUT_FILENO, output::process_environment());
  if (invocation.command == Command::kSchema) {
    release_stop_signals();
    return run_schema(invocation.schema, out, console);
  }
  const config::Sources sources{invocation.config, invocation.database, invocation.log_level, environment};
  const auto loaded = config::load(sources);
  if (!loaded) {
    return refuse(invocation.command, loaded.error(), environment, console);
  }
  const output::Terminal err = output::describe_terminal(STDERR_FILENO, output::process_environment());
  output::LogSink log({log_format(loaded->settings.log.format, environment),
                       log_level(invocation, loaded->settings, err.is_terminal), err.colour},
                      clock, console);
  const Surroundings around{environment, clock, console, out, err, log};
  const ReloadMeans reload{sources, [&log](core::LogLevel level) { log.set_level(level); }};
  return run_command(invocation, *loaded, reload, around);
}

}  // namespace threadmirror::daemon
