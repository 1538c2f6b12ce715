#include "tests/house/faults.hpp"

#include <cstddef>
#include <regex>

namespace threadmirror::tests::house {
namespace {

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : line.substr(first);
}

// The comment's text where the line is one, for either comment sign.
std::string_view comment_of(std::string_view line, std::string_view sign) {
  line = trimmed(line);
  return line.starts_with(sign) ? trimmed(line.substr(sign.size())) : std::string_view();
}

// The first line after `at` that is no comment is a test case.
bool leads_to_test(const SourceFile& file, std::size_t at) {
  while (++at < file.lines.size() && trimmed(file.lines[at]).starts_with("//")) continue;
  if (at >= file.lines.size()) return false;
  const std::string_view line = trimmed(file.lines[at]);
  return line.starts_with("TEST_CASE") || line.starts_with("SUBCASE");
}

void add_numbers(const std::string& text, std::set<int>& numbers) {
  static const std::regex kNumber("[0-9]+");
  for (std::sregex_iterator it(text.begin(), text.end(), kNumber), end; it != end; ++it) {
    numbers.insert(std::stoi(it->str()));
  }
}

void read_line(const SourceFile& file, std::size_t at, FaultMarks& marks) {
  static const std::regex kLooksLikeMark("[Ff]aults? ?[0-9].*");
  static const std::regex kMark("(Fault [0-9]{1,4}|Faults [0-9]{1,4}(, [0-9]{1,4})+)\\..*");
  const bool cpp = file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
  const std::string text(comment_of(file.lines[at], cpp ? "//" : "#"));
  if (!std::regex_match(text, kLooksLikeMark)) return;
  const std::string place = file.path + ":" + std::to_string(at + 1);
  if (!std::regex_match(text, kMark)) {
    marks.complaints.push_back(place + ": write \"Fault 43.\" or \"Faults 42, 43.\"");
  } else if (cpp && !leads_to_test(file, at)) {
    marks.complaints.push_back(place + ": stands above no test case");
  } else {
    add_numbers(text.substr(0, text.find('.')), marks.numbers);
  }
}

}  // namespace

FaultMarks find_marks(std::span<const SourceFile> tests) {
  FaultMarks marks;
  for (const SourceFile& file : tests) {
    for (std::size_t at = 0; at < file.lines.size(); ++at) read_line(file, at, marks);
  }
  return marks;
}

std::set<int> parse_numbers(std::string_view text) {
  std::set<int> numbers;
  for (const std::string& line : parse_source("", text).lines) {
    if (line.empty() || line.front() == '#') continue;
    add_numbers(line.substr(0, line.find_first_not_of("0123456789")), numbers);
  }
  return numbers;
}

std::vector<std::string> compare_faults(const std::set<int>& tested, const std::set<int>& pending, int last) {
  std::vector<std::string> complaints;
  for (int number = 1; number <= last; ++number) {
    const bool has_test = tested.contains(number);
    const bool is_pending = pending.contains(number);
    if (!has_test && !is_pending) complaints.push_back("fault " + std::to_string(number) + " has no test");
    if (has_test && is_pending) {
      complaints.push_back("fault " + std::to_string(number) + " has a test: take it off the pending list");
    }
  }
  for (const std::set<int>* numbers : {&tested, &pending}) {
    for (const int number : *numbers) {
      if (number >= 1 && number <= last) continue;
      complaints.push_back("fault " + std::to_string(number) + " is not on the list");
    }
  }
  return complaints;
}

}  // namespace threadmirror::tests::house
