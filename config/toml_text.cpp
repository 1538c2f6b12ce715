#include "config/toml_text.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "core/text.hpp"

namespace threadmirror::config {
namespace {

constexpr std::size_t kMostSyntaxErrors = 20;

using Lines = std::vector<std::string_view>;

// Lines from `first` to before `last`, counted from 0.
struct Range {
  std::size_t first, last;
};

struct SyntaxError {
  std::size_t line, column;  // from 1
  std::string message;

  // Something above was never closed.
  bool at_end() const { return message.ends_with("end-of-file"); }
};

struct Attempt {
  toml::table root;
  std::optional<SyntaxError> error;

  // How far the parser came in earnest: the more, the better. Running into the end says nothing.
  std::size_t reach() const {
    if (!error) return std::numeric_limits<std::size_t>::max();
    return error->at_end() ? 0 : error->line;
  }
};

Lines split(std::string_view text) {
  Lines lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string join(const Lines& lines) {
  std::string text;
  for (const std::string_view line : lines) text.append(line).append("\n");
  return text;
}

Attempt attempt(const Lines& lines) {
  const std::string text = join(lines);
  try {
    return {toml::parse(std::string_view(text)), std::nullopt};
  } catch (const toml::parse_error& error) {
    std::string_view message = error.description();
    constexpr std::string_view kPrefix = "Error while parsing ";
    if (message.starts_with(kPrefix)) message.remove_prefix(kPrefix.size());
    const toml::source_position at = error.source().begin;
    return {{}, SyntaxError{at.line, at.column, std::string(message)}};
  }
}

bool is_header(std::string_view line) { return core::trim(line).starts_with('['); }

// A line that looks like the beginning of a statement.
bool is_start(std::string_view line) {
  const std::string_view text = core::trim(line);
  return is_header(line) ||
         (!text.empty() && text.front() != '#' && text.find('=') != std::string_view::npos);
}

// The statement that holds the line; a header with its whole section.
Range statement(const Lines& lines, std::size_t line) {
  Range range{std::min(line, lines.size() - 1), 0};
  while (range.first > 0 && !is_start(lines[range.first])) --range.first;
  const bool header = is_header(lines[range.first]);
  range.last = range.first + 1;
  while (range.last < lines.size() && !(header ? is_header : is_start)(lines[range.last])) ++range.last;
  return range;
}

Lines without(Lines lines, Range range) {
  for (std::size_t i = range.first; i < range.last; ++i) lines[i] = {};
  return lines;
}

// The first line after which a multi-line string is open, and the last one.
std::vector<std::size_t> string_openers(const Lines& lines) {
  std::vector<std::size_t> openers;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::size_t marks = 0;
    for (const std::string_view mark : {"\"\"\"", "'''"}) {
      for (std::size_t at = lines[i].find(mark); at != std::string_view::npos;
           at = lines[i].find(mark, at + 3)) {
        ++marks;
      }
    }
    if (marks % 2 == 1) openers.push_back(i);
  }
  if (openers.size() > 2) openers.erase(openers.begin() + 1, openers.end() - 1);
  return openers;
}

// What may be at fault for an error in `line` (from 0), the smallest first: the line, its statement, the one
// before it, which an open bracket may have carried over to here, or an open string anywhere above.
std::vector<Range> suspects(const Lines& lines, std::size_t line) {
  std::vector<Range> ranges;
  const Range here = statement(lines, line);
  if (line < lines.size() && !is_header(lines[line])) ranges.push_back({line, line + 1});
  ranges.push_back(here);
  if (here.first > 0) {
    const Range before = statement(lines, here.first - 1);
    ranges.push_back(before);
    ranges.push_back({before.first, here.last});
  }
  for (const std::size_t opener : string_openers(lines)) ranges.push_back(statement(lines, opener));
  return ranges;
}

// The suspect without which the parser comes furthest.
Range culprit(const Lines& lines, std::size_t line) {
  const std::vector<Range> ranges = suspects(lines, line);
  std::vector<std::size_t> reach;
  for (const Range& range : ranges) reach.push_back(attempt(without(lines, range)).reach());
  return ranges[static_cast<std::size_t>(std::max_element(reach.begin(), reach.end()) - reach.begin())];
}

// What helps, where that is plain: a name given twice, a value that lacks its quotes.
std::string mend(const SyntaxError& error, std::string_view line) {
  if (error.message.find("redefine") != std::string::npos) return "remove one of the two";
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  const std::string_view value = core::trim(line.substr(equals + 1));
  const bool bare =
      !value.empty() && std::string_view("\"'[{#").find(value.front()) == std::string_view::npos;
  return bare ? "text and durations stand in quotes: \"30s\"" : "";
}

// What to report for an error of the parser: one at the end of the file began where its culprit begins.
Finding finding_of(const SyntaxError& error, const Lines& lines, Range range, const std::string& file) {
  if (error.at_end()) {
    return {file,
            static_cast<int>(range.first) + 1,
            0,
            "",
            error.message,
            "close the quote or bracket that is opened here"};
  }
  const std::string_view line = error.line <= lines.size() ? lines[error.line - 1] : std::string_view();
  return {file,
          static_cast<int>(error.line),
          static_cast<int>(error.column),
          "",
          error.message,
          mend(error, line)};
}

std::optional<std::size_t> first_invalid_line(const Lines& lines) {
  const auto bad = std::find_if_not(lines.begin(), lines.end(), core::is_valid_utf8);
  if (bad == lines.end()) return std::nullopt;
  return static_cast<std::size_t>(bad - lines.begin()) + 1;
}

}  // namespace

TomlText parse_toml(std::string_view text, const std::string& file) {
  TomlText result;
  Lines lines = split(text);
  if (const auto line = first_invalid_line(lines)) {
    result.findings.push_back(
        {file, static_cast<int>(*line), 0, "", "is not valid UTF-8", "save the file as UTF-8"});
    return result;
  }
  while (true) {
    Attempt parsed = attempt(lines);
    if (!parsed.error) {
      result.root = std::move(parsed.root);
      return result;
    }
    const Range range = culprit(lines, parsed.error->line - 1);
    result.findings.push_back(finding_of(*parsed.error, lines, range, file));
    Lines rest = without(lines, range);
    if (rest == lines || result.findings.size() == kMostSyntaxErrors) return result;
    lines = std::move(rest);
  }
}

}  // namespace threadmirror::config
