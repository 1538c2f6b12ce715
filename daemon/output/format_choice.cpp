#include "daemon/output/format_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/suggestion.hpp"
#include "core/text.hpp"

namespace threadmirror::daemon::output {

core::Result<std::size_t> choose_format(std::string_view name, std::span<const std::string_view> names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const std::string all =
      fmt::format("the formats are {} and {}", fmt::join(names.first(names.size() - 1), ", "), names.back());
  return core::fail(core::ErrorCode::kUsage, "no such format: \"" + core::printable(name) + "\"",
                    core::did_you_mean(name, names, all));
}

}  // namespace threadmirror::daemon::output
