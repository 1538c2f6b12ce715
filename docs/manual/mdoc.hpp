// Text as the mdoc language of manual pages has it.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::manual {

// Plain text for a line of its own or inside of one: what mdoc reads as a command is escaped, `words in
// backticks` are set bold.
std::string plain(std::string_view text);

// One sentence a line, as mdoc wants it, each escaped; ends with a newline.
std::string sentences(std::string_view text);

// The page's head: its date, name and section, and the one line that says what it is about.
std::string head(std::string_view date, std::string_view name, int section, std::string_view about);

}  // namespace threadmirror::manual
