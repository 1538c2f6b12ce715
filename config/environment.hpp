// Environment variables as an argument: the logic never asks the process itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace threadmirror::config {

// Looks one variable up; nothing where it is not set. Every user of it takes an empty variable for one that
// is not set, as shells and systemd can't always tell them apart.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// The variables of this process. Not while another thread changes them.
Environment process_environment();

// The variable's value, or nothing where it is not set or empty.
std::optional<std::string> non_empty(const Environment& environment, std::string_view name);

}  // namespace threadmirror::config
