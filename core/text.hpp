// Small operations on text from outside: made valid, made printable, compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace threadmirror::core {

// The text with each byte sequence that is not UTF-8 (overlong forms and surrogates included) replaced by
// U+FFFD. `replaced`, where given, is raised by the number of replacements.
std::string valid_utf8(std::string_view text, std::size_t* replaced = nullptr);
bool is_valid_utf8(std::string_view text);

// The text for one log line or one terminal cell: control characters (C0, DEL, C1) become visible escapes
// such as "\n" and "\x1b", invalid UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

// Without white space (space, tab, CR, LF) at both ends.
std::string_view trim(std::string_view text);

// "1,234,567".
std::string with_thousands(std::int64_t number);

}  // namespace threadmirror::core
