// Formats of output, chosen by name on the command line.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::daemon::output {

// The place of `name` among `names`. kUsage for another one, with the nearest and all that there are.
core::Result<std::size_t> choose_format(std::string_view name, std::span<const std::string_view> names);

}  // namespace threadmirror::daemon::output
