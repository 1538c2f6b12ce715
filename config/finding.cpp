#include "config/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/text.hpp"

namespace threadmirror::config {

std::string to_text(const Finding& finding) {
  std::string line = core::printable(finding.file);
  if (finding.line > 0) line += fmt::format(":{}", finding.line);
  if (finding.line > 0 && finding.column > 0) line += fmt::format(":{}", finding.column);
  if (!line.empty()) line += ": ";
  if (!finding.key.empty()) line += core::printable(finding.key) + ": ";
  line += core::printable(finding.message);
  if (!finding.mend.empty()) line += " (" + core::printable(finding.mend) + ")";
  return line;
}

std::string to_text(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    if (!text.empty()) text += '\n';
    text += to_text(finding);
  }
  return text;
}

core::Error to_error(const Findings& findings) {
  return core::Error(core::ErrorCode::kConfig, to_text(findings));
}

void sort_by_place(Findings& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
}

}  // namespace threadmirror::config
