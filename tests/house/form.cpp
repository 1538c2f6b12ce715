#include "tests/house/form.hpp"

#include <algorithm>
#include <set>

namespace threadmirror::tests::house {

std::vector<std::string> too_long(std::span<const SourceFile> files, std::size_t limit) {
  std::vector<std::string> complaints;
  for (const SourceFile& file : files) {
    if (file.lines.size() <= limit) continue;
    complaints.push_back(file.path + " has " + std::to_string(file.lines.size()) + " lines, more than " +
                         std::to_string(limit));
  }
  return complaints;
}

std::vector<std::string> malformed_headers(std::span<const SourceFile> files) {
  std::vector<std::string> complaints;
  for (const SourceFile& file : files) {
    if (!file.is_header()) continue;
    const bool purpose = !file.lines.empty() && file.lines.front().starts_with("// ");
    if (!purpose) complaints.push_back(file.path + " does not open with a comment on its purpose");
    const bool once = std::find(file.lines.begin(), file.lines.end(), "#pragma once") != file.lines.end();
    if (!once) complaints.push_back(file.path + " lacks #pragma once");
  }
  return complaints;
}

std::vector<std::string> checks_without_reason(const SourceFile& configuration) {
  const std::vector<std::string>& lines = configuration.lines;
  std::vector<std::string> complaints;
  for (const std::string& line : lines) {
    if (!line.starts_with("  -") || line.starts_with("  -*") || line.starts_with("  - ")) continue;
    const std::string check = line.substr(3, line.find(',') - 3);
    const bool reason = std::any_of(lines.begin(), lines.end(), [&](const std::string& other) {
      return other.starts_with("# " + check + ": ");
    });
    if (!reason) complaints.push_back(check + " is switched off without a reason");
  }
  return complaints;
}

double Pairing::ratio() const {
  if (sources == 0) return 1;
  return static_cast<double>(sources - without_test.size()) / static_cast<double>(sources);
}

Pairing pair_with_tests(std::span<const SourceFile> product, std::span<const SourceFile> tests,
                        std::span<const std::string_view> exceptions) {
  std::set<std::string> known;
  for (const SourceFile& test : tests) known.insert(test.path);
  Pairing pairing;
  for (const SourceFile& file : product) {
    const bool excepted = std::find(exceptions.begin(), exceptions.end(), file.path) != exceptions.end();
    if (excepted || !file.path.ends_with(".cpp")) continue;
    ++pairing.sources;
    const std::string test = "tests/" + file.path.substr(0, file.path.size() - 4) + "_test.cpp";
    if (!known.contains(test)) pairing.without_test.push_back(file.path);
  }
  return pairing;
}

}  // namespace threadmirror::tests::house
