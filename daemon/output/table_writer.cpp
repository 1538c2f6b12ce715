#include "daemon/output/table_writer.hpp"

#include <utility>

#include "daemon/output/text_width.hpp"
#include "daemon/output/value_text.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kSampleRows = 1000;
constexpr std::size_t kSampleBytes = 4 * 1024 * 1024;
constexpr std::size_t kBytesPerColumn = 256;  // more than any reasonable text needs for one column in 8 lines

class TableWriter final : public RowWriter {
 public:
  TableWriter(const TableStyle& style, TextSink& sink)
      : style_(style), sink_(sink), limit_(style.width ? *style.width * kBytesPerColumn : 0) {}

  bool header(const std::vector<std::string>& names) override {
    names_ = names;
    return true;
  }

  bool row(const std::vector<storage::Value>& values) override {
    CellRow cells;
    for (const storage::Value& value : values) {
      cells.push_back(display_cell(value, style_.unicode, limit_));
      sample_bytes_ += cells.back().text.size();
    }
    cells.resize(names_.size());
    if (layout_) return write_row(cells);
    sample_.push_back(std::move(cells));
    if (sample_.size() < kSampleRows && sample_bytes_ < kSampleBytes) return true;
    return lay_out();
  }

  bool end() override {
    if (!layout_) lay_out();
    sink_.write(draw_footer(style_, rows_));
    return sink_.flush();
  }

 private:
  bool lay_out() {
    layout_ = plan_table(names_, sample_, style_.width);
    bool open = sink_.write(draw_header(*layout_, style_));
    for (const CellRow& cells : sample_) open = open && write_row(cells);
    sample_ = {};
    return open;
  }

  bool write_row(const CellRow& cells) { return sink_.write(draw_row(*layout_, style_, cells, ++rows_)); }

  TableStyle style_;
  TextSink& sink_;
  std::size_t limit_;
  std::vector<std::string> names_;
  std::vector<CellRow> sample_;
  std::size_t sample_bytes_ = 0;
  std::optional<TableLayout> layout_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<RowWriter> create_table_writer(const TableStyle& style, TextSink& sink) {
  return std::make_unique<TableWriter>(style, sink);
}

Cell display_cell(const storage::Value& value, bool unicode, std::size_t limit) {
  const std::string_view null = table_signs(unicode).null;
  if (is_null(value)) return {std::string(null), false, true};
  std::string text;
  if (const auto* plain = std::get_if<std::string>(&value)) {
    text = displayable(std::string_view(*plain).substr(0, limit == 0 ? plain->size() : limit));
  } else if (const auto* blob = std::get_if<storage::Blob>(&value)) {
    text = blob_literal(std::string_view(blob->bytes).substr(0, limit == 0 ? blob->bytes.size() : limit));
  } else {
    text = plain_text(value);
  }
  if (text == null) text = "'" + text + "'";
  return {std::move(text), is_number(value), false};
}

}  // namespace threadmirror::daemon::output
