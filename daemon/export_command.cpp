#include "daemon/export_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "core/text.hpp"
#include "daemon/complaint.hpp"
#include "daemon/export_format.hpp"
#include "daemon/output/query_command.hpp"
#include "daemon/output/text_sink.hpp"
#include "daemon/output/words.hpp"
#include "daemon/query_watch.hpp"
#include "daemon/relation_choice.hpp"
#include "daemon/stop_signals.hpp"
#include "storage/export_target.hpp"
#include "storage/mirror_reader.hpp"
#include "storage/table_file.hpp"

namespace threadmirror::daemon {
namespace {

using core::ErrorCode;
using output::ExitCode;
namespace fs = std::filesystem;

// What is exported, and how.
struct Order {
  storage::RelationWords relation;
  std::string sql;
  ExportFormat format{};
};

core::Result<Order> prepare(const ExportOptions& options) {
  const auto relation = choose_relation(options.relation);
  if (!relation) return core::fail(relation.error());
  const auto format = choose_export_format(options.format, options.output);
  if (!format) return core::fail(format.error());
  return Order{*relation, select_all(*relation), *format};
}

output::RowFormat row_format(ExportFormat format) {
  return format == ExportFormat::kJsonl ? output::RowFormat::kJsonl : output::RowFormat::kCsv;
}

// As `query` does it: whoever reads the rows may keep them waiting for ever.
ExitCode export_to_stdout(storage::MirrorReader& reader, const Order& order, const Surroundings& around) {
  const core::Error interrupted(ErrorCode::kCancelled,
                                "the export was interrupted; what it printed is not all");
  const QueryWatch watch(
      {}, [&](const core::Error&) { std::_Exit(output::to_int(complain(interrupted, around))); });
  release_stop_signals();
  output::FdSink sink(STDOUT_FILENO);
  const storage::Question question{order.sql, {}, [&watch] { return watch.should_stop(); }};
  const auto rows = output::run_query(reader, question, row_format(order.format),
                                      output::row_writer_options(around.out), sink);
  if (rows) return ExitCode::kSuccess;
  const bool was_stopped = rows.error().code() == ErrorCode::kCancelled;
  return complain(was_stopped ? interrupted : rows.error(), around);
}

// How many rows there are.
core::Result<std::int64_t> write_draft(storage::MirrorReader& reader, const Order& order,
                                       const storage::DraftFile& draft) {
  const storage::Question question{order.sql, {}, &stop_signal_is_pending};
  if (order.format == ExportFormat::kSqlite) {
    return storage::write_table_file(reader, question, order.relation, draft.draft());
  }
  output::FdSink sink(draft.descriptor(), draft.draft().string());
  return output::run_query(reader, question, row_format(order.format), {}, sink);
}

core::Result<std::int64_t> write_file(storage::MirrorReader& reader, const Order& order,
                                      const fs::path& database, const ExportOptions& options) {
  using storage::Replace;
  auto draft =
      storage::draft_export(*options.output, database, options.force ? Replace::kAnyFile : Replace::kNothing);
  if (!draft) return core::fail(draft.error());
  auto rows = write_draft(reader, order, *draft);
  if (!rows && rows.error().code() == ErrorCode::kCancelled) {
    return core::fail(ErrorCode::kCancelled, "interrupted; no export was made");
  }
  if (!rows) return rows;
  if (auto placed = draft->put_in_place(); !placed) return core::fail(placed.error());
  return rows;
}

ExitCode export_to_file(storage::MirrorReader& reader, const Order& order, const fs::path& database,
                        const ExportOptions& options, const Surroundings& around) {
  const auto rows = write_file(reader, order, database, options);
  if (!rows) return complain(rows.error(), around);
  std::error_code unknown;
  const std::uintmax_t bytes = fs::file_size(*options.output, unknown);
  output::FdSink sink(STDOUT_FILENO);
  sink.write(fmt::format("{}: {} as {}, {}\n", core::printable(options.output->string()),
                         output::count_words(*rows, "row", "rows"), to_string(order.format),
                         output::size_words(unknown ? 0 : bytes)));
  sink.flush();
  return sink.error() ? complain(*sink.error(), around) : ExitCode::kSuccess;
}

}  // namespace

ExitCode run_export(const config::Loaded& loaded, const ExportOptions& options, const Surroundings& around) {
  const auto order = prepare(options);
  if (!order) return complain(order.error(), around);
  const auto reader = storage::MirrorReader::open(loaded.database, storage::Sorting::kInFiles);
  if (!reader) return complain(reader.error(), around);
  if (!options.output) return export_to_stdout(**reader, *order, around);
  return export_to_file(**reader, *order, loaded.database, options, around);
}

}  // namespace threadmirror::daemon
