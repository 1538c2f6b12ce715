#include "sync/api/json_repair.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/text.hpp"

namespace threadmirror::sync::api {
namespace {

constexpr std::size_t kEscapeLength = 6;  // \uXXXX
constexpr std::size_t kLongestPlainNumber = 300;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The code unit of the `\uXXXX` at `at`, or nothing where there is none.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (at + kEscapeLength > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  const char* const last = text.data() + at + kEscapeLength;
  const auto [end, error] = std::from_chars(text.data() + at + 2, last, unit, 16);
  if (error != std::errc() || end != last) return std::nullopt;
  return unit;
}

bool is_high_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Backslashes appear inside of strings only, so escapes can be walked without knowing where strings begin.
void replace_lone_surrogates(std::string& text, std::size_t& replaced) {
  for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', at)) {
    const auto unit = escaped_unit(text, at);
    if (!unit) {
      at += 2;
      continue;
    }
    const auto partner = is_high_surrogate(*unit) ? escaped_unit(text, at + kEscapeLength) : std::nullopt;
    if (partner && is_low_surrogate(*partner)) {
      at += 2 * kEscapeLength;
      continue;
    }
    if (is_high_surrogate(*unit) || is_low_surrogate(*unit)) {
      text.replace(at, kEscapeLength, "\\ufffd");
      ++replaced;
    }
    at += kEscapeLength;
  }
}

// Moves `at` behind a run of digits; false where there is none.
bool skip_digits(std::string_view token, std::size_t& at) {
  const std::size_t begin = at;
  while (at < token.size() && is_digit(token[at])) ++at;
  return at > begin;
}

bool skip_one_of(std::string_view token, std::size_t& at, std::string_view set) {
  if (at >= token.size() || set.find(token[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

// The offset behind the string that starts at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

bool is_too_large(std::string_view token) {
  const bool has_exponent = token.find_first_of("eE") != std::string_view::npos;
  return (has_exponent || token.size() > kLongestPlainNumber) && is_json_number(token);
}

}  // namespace

std::string with_valid_characters(std::string text, std::size_t& replaced) {
  if (!core::is_valid_utf8(text)) text = core::valid_utf8(text, &replaced);
  replace_lone_surrogates(text, replaced);
  return text;
}

bool is_json_number(std::string_view token) {
  std::size_t at = 0;
  skip_one_of(token, at, "-");
  if (!skip_one_of(token, at, "0") && !skip_digits(token, at)) return false;
  if (skip_one_of(token, at, ".") && !skip_digits(token, at)) return false;
  if (skip_one_of(token, at, "eE")) {
    skip_one_of(token, at, "+-");
    if (!skip_digits(token, at)) return false;
  }
  return at == token.size();
}

std::string_view number_at(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
    return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string with_large_numbers_blanked(std::string text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      at = end_of_string(text, at);
      continue;
    }
    const std::string_view token = text[at] == '-' || is_digit(text[at])
                                       ? number_at(std::string_view(text).substr(at))
                                       : std::string_view();
    const std::size_t length = token.size();
    if (is_too_large(token)) {
      text[at] = '0';
      std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, length - 1, ' ');
    }
    at += std::max<std::size_t>(length, 1);
  }
  return text;
}

}  // namespace threadmirror::sync::api
