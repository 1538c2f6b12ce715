// The few ways in which text stands out on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::daemon::output {

enum class Paint { kPlain, kBold, kDim, kRed, kGreen, kYellow, kCyan };

// The text between the escape sequences for `paint`, or as it is where colour is not wanted or there is
// nothing to paint.
inline std::string painted(std::string_view text, Paint paint, bool colour) {
  constexpr std::string_view kCodes[] = {"", "1", "2", "31", "32", "33", "36"};
  if (!colour || paint == Paint::kPlain || text.empty()) return std::string(text);
  std::string out = "\x1b[";
  out.append(kCodes[static_cast<std::size_t>(paint)]).append("m").append(text).append("\x1b[0m");
  return out;
}

}  // namespace threadmirror::daemon::output
