// A request's target taken apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace threadmirror::fake_hubspot {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string path;
  Parameters parameters;  // decoded, in the order of the request
};
// Nothing when a percent sign is not followed by two hexadecimal digits.
std::optional<Target> parse_target(std::string_view target);
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
// Everything but letters, digits and "-._~" is escaped.
std::string percent_encode(std::string_view text);

// The whole text as a decimal number; nothing for anything else.
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace threadmirror::fake_hubspot
