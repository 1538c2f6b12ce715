// What to answer to a key or section that is not known.
#pragma once

#include <string_view>

#include "core/error.hpp"

namespace threadmirror::config {

bool is_section(std::string_view full_name);

// The error for a key or section that the table does not have. `prefix` is the section with a dot
// ("hubspot.") or empty at the top; `looks_like_section` tells which of the two was meant. The mend names the
// nearest key of that section, else the section where a key of that name belongs, else what the section has.
core::Error unknown(std::string_view prefix, std::string_view name, bool looks_like_section);

}  // namespace threadmirror::config
