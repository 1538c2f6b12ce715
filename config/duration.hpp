// Durations as people write them: "30s", "10m", "1h".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::config {

// Reads a whole number followed by one unit: ms, s, m (minutes), h, d. No sign, no fraction, no spaces, no
// second unit. kConfig says what is wrong with anything else; the message begins with neither key nor value.
core::Result<std::chrono::milliseconds> parse_duration(std::string_view text);

// The shortest text that `parse_duration` reads back as the same value: the largest unit that divides it.
// `duration` must not be negative.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace threadmirror::config
