// The manual page threadmirror.toml(5), made from the table of keys.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::manual {

// `date` as mdoc wants it: "November 22, 2026".
std::string settings_page(std::string_view date);

}  // namespace threadmirror::manual
