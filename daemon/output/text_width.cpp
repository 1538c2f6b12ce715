#include "daemon/output/text_width.hpp"

#include <fmt/format.h>
#include <utf8proc.h>
#include <algorithm>

#include "core/text.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr utf8proc_int32_t kReplacement = 0xFFFD;
constexpr std::size_t kWidestCluster = 2;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct CodePoint {
  utf8proc_int32_t value = 0;
  std::size_t bytes = 0;
};

// The code point at the start of a text that is not empty; U+FFFD for one byte that starts none.
CodePoint first_code_point(std::string_view text) {
  utf8proc_int32_t value = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (length <= 0) return {kReplacement, 1};
  return {value, static_cast<std::size_t>(length)};
}

struct Cluster {
  std::string_view text;
  std::size_t width = 0;
};

// Splits off the first grapheme cluster of a text that is not empty. A cluster is as wide as its parts, and
// never wider than two columns: that is how terminals show flags, skin tones, families and Hangul syllables.
Cluster take_cluster(std::string_view& text) {
  constexpr utf8proc_int32_t kEmojiStyle = 0xFE0F;
  utf8proc_int32_t state = 0;
  std::size_t bytes = 0;
  std::size_t width = 0;
  utf8proc_int32_t previous = 0;
  while (bytes < text.size()) {
    const CodePoint next = first_code_point(text.substr(bytes));
    if (bytes > 0 && utf8proc_grapheme_break_stateful(previous, next.value, &state)) break;
    width +=
        next.value == kEmojiStyle && bytes > 0 ? 1 : static_cast<std::size_t>(utf8proc_charwidth(next.value));
    bytes += next.bytes;
    previous = next.value;
  }
  const Cluster cluster{text.substr(0, bytes), std::min(width, kWidestCluster)};
  text.remove_prefix(bytes);
  return cluster;
}

// The longest head of `text` that takes at most `columns`.
std::string_view head(std::string_view text, std::size_t columns) {
  if (is_ascii(text.substr(0, columns + 1))) return text.substr(0, columns);
  std::string_view rest = text;
  std::size_t bytes = 0;
  for (std::size_t used = 0; !rest.empty();) {
    const Cluster cluster = take_cluster(rest);
    used += cluster.width;
    if (used > columns) break;
    bytes += cluster.text.size();
  }
  return text.substr(0, bytes);
}

bool misleads(utf8proc_int32_t c) {
  const bool separator = c == 0x2028 || c == 0x2029;
  const bool embedding = c >= 0x202A && c <= 0x202E;
  const bool isolate = c >= 0x2066 && c <= 0x2069;
  return separator || embedding || isolate || c == 0xFEFF;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  if (is_ascii(text)) return text.size();
  std::size_t width = 0;
  while (!text.empty()) width += take_cluster(text).width;
  return width;
}

std::string fit(std::string_view text, std::size_t columns, std::string_view ellipsis) {
  const std::string_view whole = head(text, columns);
  if (whole.size() == text.size()) return std::string(text);
  const std::size_t mark = display_width(ellipsis);
  if (mark > columns) return std::string(head(ellipsis, columns));
  return std::string(head(text, columns - mark)).append(ellipsis);
}

std::string pad_left(std::string text, std::size_t columns) {
  const std::size_t width = display_width(text);
  if (width < columns) text.insert(0, columns - width, ' ');
  return text;
}

std::string pad_right(std::string text, std::size_t columns) {
  const std::size_t width = display_width(text);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t most_lines,
                              std::string_view ellipsis) {
  std::vector<std::string> lines;
  while (lines.size() + 1 < most_lines) {
    std::string_view line = head(text, columns);
    std::string_view rest = text;
    if (line.empty() && !text.empty()) line = take_cluster(rest).text;
    lines.emplace_back(line);
    text.remove_prefix(line.size());
    if (text.empty()) return lines;
  }
  lines.push_back(fit(text, columns, ellipsis));
  return lines;
}

std::vector<std::string> wrap_sentence(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (display_width(line) + 1 + display_width(word) <= columns) {
      line.append(" ").append(word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string displayable(std::string_view text) {
  std::string printable = core::printable(text);
  if (is_ascii(printable)) return printable;
  std::string out;
  out.reserve(printable.size());
  for (std::string_view rest = printable; !rest.empty();) {
    const CodePoint next = first_code_point(rest);
    if (misleads(next.value)) {
      out += fmt::format("\\u{:04x}", next.value);
    } else {
      out.append(rest.substr(0, next.bytes));
    }
    rest.remove_prefix(next.bytes);
  }
  return out;
}

bool has_right_to_left(std::string_view text) {
  if (is_ascii(text)) return false;
  for (; !text.empty(); text.remove_prefix(first_code_point(text).bytes)) {
    const auto bidi = utf8proc_get_property(first_code_point(text).value)->bidi_class;
    if (bidi == UTF8PROC_BIDI_CLASS_R || bidi == UTF8PROC_BIDI_CLASS_AL) return true;
  }
  return false;
}

}  // namespace threadmirror::daemon::output
