#include "daemon/reader_commands.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/complaint.hpp"
#include "daemon/control/errand.hpp"
#include "daemon/output/status_report.hpp"
#include "daemon/output/text_sink.hpp"
#include "storage/instance_lock.hpp"
#include "storage/mirror_reader.hpp"
#include "sync/ledger_keeper.hpp"

namespace threadmirror::daemon {
namespace {

using output::ExitCode;

// What the mirror wrote down of the account's quota for the day; nothing where HubSpot has told none.
core::Result<std::optional<output::RateBudget>> read_rate(storage::MirrorReader& reader) {
  const auto text = reader.info(sync::kDailyLedgerKey);
  if (!text) return core::fail(text.error());
  const auto book = *text ? sync::read_daily_quota(**text) : std::nullopt;
  if (!book) return std::nullopt;
  output::RateBudget rate;
  rate.daily_limit = book->quota;
  rate.daily_remaining = book->left;
  rate.observed_at = book->as_of;
  return rate;
}

// What the daemon of this database tells of itself; nothing where none runs or this user may not ask it: the
// database tells enough.
std::optional<output::DaemonReport> ask_daemon(const std::filesystem::path& database) {
  const auto socket = storage::InstanceLock::announced_socket(database);
  if (!socket) return std::nullopt;
  boost::asio::io_context loop(1);
  std::optional<output::DaemonReport> report;
  boost::asio::co_spawn(
      loop, control::ask_facts(*socket),
      [&report](std::exception_ptr, core::Result<control::DaemonFacts> facts) {
        if (!facts) return;
        report = output::DaemonReport{facts->process, facts->version, facts->started_at, facts->activity};
      });
  loop.run();
  return report;
}

core::Result<output::StatusInput> read_status(const std::filesystem::path& database, core::Timestamp now) {
  auto reader = storage::MirrorReader::open(database);
  if (!reader) return core::fail(reader.error());
  auto status = (*reader)->status();
  if (!status) return core::fail(status.error());
  auto runs = (*reader)->latest_runs();
  if (!runs) return core::fail(runs.error());
  auto rate = read_rate(**reader);
  if (!rate) return core::fail(rate.error());
  output::StatusInput input;
  input.rate = *rate;
  input.daemon = ask_daemon(database);
  input.status = std::move(*status);
  input.runs = std::move(*runs);
  input.database = database.string();
  input.now = now;
  return input;
}

}  // namespace

ExitCode run_status(const config::Loaded& loaded, bool json, const Surroundings& around) {
  const auto input = read_status(loaded.database, around.clock.now());
  if (!input) {
    const ExitCode code = complain(input.error(), around);
    return input.error().code() == core::ErrorCode::kDatabaseMissing ? ExitCode::kNo : code;
  }
  output::TableStyle style;
  style.width = around.out.width;
  style.colour = around.out.colour;
  style.unicode = around.out.unicode;
  output::FdSink sink(STDOUT_FILENO);
  sink.write(json ? output::status_json(*input) : output::status_text(*input, style));
  sink.flush();
  if (sink.error()) return complain(*sink.error(), around);
  return output::status_exit_code(input->status.health);
}

}  // namespace threadmirror::daemon
