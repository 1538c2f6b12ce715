// How many columns a text takes on a terminal, and cutting, padding and wrapping by that measure.
//
// The unit is the grapheme cluster, what a reader takes for one character: a letter with its accents, a flag,
// a family of emoji. Wide East Asian characters and emoji take two columns, combining marks none. All texts
// are expected to be free of control characters (see `displayable`); invalid UTF-8 counts as U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace threadmirror::daemon::output {

// Columns that `text` takes.
std::size_t display_width(std::string_view text);

// The text, or as much of it as fits into `columns` with `ellipsis` behind it. Never cuts a cluster in two.
std::string fit(std::string_view text, std::size_t columns, std::string_view ellipsis = "…");

// Spaces before or behind up to `columns`; longer text is left as it is.
std::string pad_left(std::string text, std::size_t columns);
std::string pad_right(std::string text, std::size_t columns);

// The text in pieces of at most `columns` each (a cluster that is wider stands alone), `most_lines` at most,
// the last one with `ellipsis` where more was cut off. At least one piece, which may be empty.
std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t most_lines,
                              std::string_view ellipsis = "…");

// A sentence in lines of at most `columns` each, broken at spaces; a word that is longer stands alone.
std::vector<std::string> wrap_sentence(std::string_view text, std::size_t columns);

// The text as a cell may show it: core::printable, and besides that the invisible characters that change
// what is seen around them (bidirectional overrides and isolates, line and paragraph separators, BOM) become
// "\u202e".
std::string displayable(std::string_view text);

// True where a character runs from right to left (Hebrew, Arabic …).
bool has_right_to_left(std::string_view text);

}  // namespace threadmirror::daemon::output
