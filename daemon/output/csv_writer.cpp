#include "daemon/output/csv_writer.hpp"

#include "daemon/output/value_text.hpp"

namespace threadmirror::daemon::output {
namespace {

bool needs_quotes(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  if (text.empty()) return true;
  const bool padded = kSpace.find(text.front()) != std::string_view::npos ||
                      kSpace.find(text.back()) != std::string_view::npos;
  return padded || text.find_first_of(",\"\r\n") != std::string_view::npos;
}

void append_field(std::string& line, std::string_view text) {
  if (!needs_quotes(text)) {
    line.append(text);
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

class CsvWriter final : public RowWriter {
 public:
  explicit CsvWriter(TextSink& sink) : sink_(sink) {}

  bool header(const std::vector<std::string>& names) override {
    std::string line;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) line += ',';
      append_field(line, names[i]);
    }
    return sink_.write(line += "\r\n");
  }

  bool row(const std::vector<storage::Value>& cells) override {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += ',';
      if (!is_null(cells[i])) append_field(line, plain_text(cells[i]));
    }
    return sink_.write(line += "\r\n");
  }

  bool end() override { return sink_.flush(); }

 private:
  TextSink& sink_;
};

}  // namespace

std::unique_ptr<RowWriter> create_csv_writer(TextSink& sink) { return std::make_unique<CsvWriter>(sink); }

}  // namespace threadmirror::daemon::output
