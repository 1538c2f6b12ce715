#include "daemon/output/markdown_writer.hpp"

#include "core/text.hpp"
#include "daemon/output/value_text.hpp"

namespace threadmirror::daemon::output {
namespace {

bool is_word(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || u >= 0x80;
}

// An underscore between letters is no emphasis, and column names are full of them.
bool is_inside_word(std::string_view text, std::size_t at) {
  return at > 0 && at + 1 < text.size() && is_word(text[at - 1]) && is_word(text[at + 1]);
}

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (std::string_view("\\|`*[]~").find(c) != std::string_view::npos) out += '\\';
      if (c == '_' && !is_inside_word(text, i)) out += '\\';
      out += c;
    }
  }
}

std::string cell(const storage::Value& value) {
  return is_null(value) ? "*NULL*" : markdown_text(plain_text(value));
}

class MarkdownWriter final : public RowWriter {
 public:
  explicit MarkdownWriter(TextSink& sink) : sink_(sink) {}

  bool header(const std::vector<std::string>& names) override {
    for (const std::string& name : names) header_ += "| " + markdown_text(name) + " ";
    header_ += "|\n";
    columns_ = names.size();
    return true;
  }

  bool row(const std::vector<storage::Value>& cells) override {
    std::string line = take_header(cells);
    for (const storage::Value& value : cells) line += "| " + cell(value) + " ";
    return sink_.write(line += "|\n");
  }

  bool end() override {
    if (columns_ > 0) sink_.write(take_header(std::vector<storage::Value>(columns_)));
    return sink_.flush();
  }

 private:
  // The header and the line below it, which needs to see a row for the alignment; nothing the second time.
  std::string take_header(const std::vector<storage::Value>& first_row) {
    if (header_.empty()) return {};
    std::string text = std::move(header_);
    header_.clear();
    for (const storage::Value& value : first_row) text += is_number(value) ? "| ---: " : "| --- ";
    return text += "|\n";
  }

  TextSink& sink_;
  std::string header_;
  std::size_t columns_ = 0;
};

}  // namespace

std::unique_ptr<RowWriter> create_markdown_writer(TextSink& sink) {
  return std::make_unique<MarkdownWriter>(sink);
}

std::string markdown_text(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    append_escaped(out, core::printable(line));
    if (end == std::string_view::npos) return out;
    out += "<br>";
    text.remove_prefix(end + 1);
  }
}

}  // namespace threadmirror::daemon::output
