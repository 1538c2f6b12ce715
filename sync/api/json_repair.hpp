// Mends in JSON text what would cost a whole page although only one value of it is odd.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace threadmirror::sync::api {

// The text with invalid UTF-8 replaced by U+FFFD and with escaped surrogates that have no partner (`\ud800`)
// replaced by `\ufffd`. `replaced` is raised by the number of replacements; linear in the length of the text.
std::string with_valid_characters(std::string text, std::size_t& replaced);

// True for a number as JSON's grammar has it, as a whole.
bool is_json_number(std::string_view token);

// The text with each well-formed number that has an exponent or more than 300 characters replaced by `0` and
// blanks, so that all offsets stay. A parser that can't hold such numbers then reads the structure, and the
// caller takes the digits from the untouched text.
std::string with_large_numbers_blanked(std::string text);

// The number at the start of `text`: the longest run of characters that numbers are made of.
std::string_view number_at(std::string_view text);

}  // namespace threadmirror::sync::api
