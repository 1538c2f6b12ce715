// Parses TOML and goes on after a syntax error, so that one look shows all mistakes.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "config/finding.hpp"

namespace threadmirror::config {

struct TomlText {
  toml::table root;   // what could be read; empty where nothing could
  Findings findings;  // one for each syntax error, up to a limit
};

// Parses `text`, the content of `file` (for the findings only). After a syntax error the statement at fault
// is left out and the rest read again, with unchanged line numbers; a broken section header takes its section
// along. Text that is not UTF-8 is refused as a whole.
TomlText parse_toml(std::string_view text, const std::string& file);

}  // namespace threadmirror::config
