#include "daemon/output/query_command.hpp"

#include <unistd.h>
#include <array>
#include <cerrno>
#include <system_error>

#include "core/text.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kLongestStatement = 1024 * 1024;

core::Result<std::string> read_all(int input) {
  std::string text;
  std::array<char, 16 * 1024> buffer{};
  while (text.size() <= kLongestStatement) {
    const ssize_t count = read(input, buffer.data(), buffer.size());
    if (count == 0) return text;
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      const auto reason = std::error_code(errno, std::generic_category()).message();
      return core::fail(core::ErrorCode::kIo, "the statement can't be read from standard input: " + reason);
    }
  }
  return core::fail(core::ErrorCode::kUsage, "the statement on standard input is longer than 1 MiB");
}

}  // namespace

RowWriterOptions row_writer_options(const Terminal& terminal) {
  RowWriterOptions options;
  if (terminal.is_terminal) options.width = terminal.width;
  options.colour = terminal.colour;
  options.unicode = terminal.unicode;
  options.to_terminal = terminal.is_terminal;
  return options;
}

core::Result<std::string> read_statement(std::string_view argument, int input) {
  core::Result<std::string> sql = argument == "-" ? read_all(input) : std::string(argument);
  if (sql && core::trim(*sql).empty()) {
    return core::fail(core::ErrorCode::kUsage, "there is no SQL statement",
                      "give one, for example: threadmirror query 'SELECT * FROM sync_status'");
  }
  return sql;
}

core::Result<std::int64_t> run_query(storage::MirrorReader& reader, const storage::Question& question,
                                     RowFormat format, const RowWriterOptions& options, TextSink& sink) {
  const auto writer = create_row_writer(format, options, sink);
  bool open = true;
  std::int64_t rows = 0;
  const auto on_header = [&](const std::vector<std::string>& names) { open = writer->header(names); };
  const auto on_row = [&](const std::vector<storage::Value>& cells) {
    open = open && writer->row(cells);
    if (open) ++rows;
    return open;
  };
  const core::Status status = reader.query(question, on_header, on_row);
  if (sink.error()) return core::fail(*sink.error());
  if (!open) return rows;
  if (!status) {
    sink.flush();
    return core::fail(status.error());
  }
  if (!writer->end() && sink.error()) return core::fail(*sink.error());
  return rows;
}

}  // namespace threadmirror::daemon::output
