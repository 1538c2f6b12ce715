#include "daemon/output/row_writer.hpp"

#include <array>
#include <utility>

#include "daemon/output/csv_writer.hpp"
#include "daemon/output/format_choice.hpp"
#include "daemon/output/json_rows.hpp"
#include "daemon/output/markdown_writer.hpp"
#include "daemon/output/table_writer.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"table", "csv", "json", "jsonl", "markdown"};

// A writer behind a sink of its own.
class GuardedWriter final : public RowWriter {
 public:
  GuardedWriter(RowFormat format, const RowWriterOptions& options, TextSink& sink)
      : safe_(sink), writer_(create_row_writer(format, options, safe_)) {}
  bool header(const std::vector<std::string>& names) override { return writer_->header(names); }
  bool row(const std::vector<storage::Value>& cells) override { return writer_->row(cells); }
  bool end() override { return writer_->end(); }

 private:
  TerminalSafeSink safe_;
  std::unique_ptr<RowWriter> writer_;
};

}  // namespace

std::span<const std::string_view> row_format_names() { return kNames; }

core::Result<RowFormat> parse_row_format(std::string_view name) {
  return choose_format(name, kNames).map([](std::size_t place) { return static_cast<RowFormat>(place); });
}

std::unique_ptr<RowWriter> create_row_writer(RowFormat format, const RowWriterOptions& options,
                                             TextSink& sink) {
  if (format == RowFormat::kTable) {
    return create_table_writer({options.width, options.colour, options.unicode}, sink);
  }
  if (options.to_terminal) {
    RowWriterOptions inner = options;
    inner.to_terminal = false;
    return std::make_unique<GuardedWriter>(format, inner, sink);
  }
  if (format == RowFormat::kCsv) return create_csv_writer(sink);
  if (format == RowFormat::kMarkdown) return create_markdown_writer(sink);
  return create_json_rows(format == RowFormat::kJson ? JsonRowsShape::kArray : JsonRowsShape::kLines, sink);
}

}  // namespace threadmirror::daemon::output
