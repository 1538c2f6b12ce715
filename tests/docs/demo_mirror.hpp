// The mirror that the cookbook speaks of: made anew by whoever needs it, and always the same.
#pragma once

#include <filesystem>

#include "core/timestamp.hpp"

namespace threadmirror::tests {

// The moment in which the cookbook's questions are asked, seconds after the mirror last polled: a Friday.
core::Timestamp demo_now();

// The mirror's file: the real engine kept it for four weeks of virtual time, beside the fake HubSpot with a
// desk at work. Made when first asked for, in a temporary folder that goes with the process. Throws
// std::runtime_error where something fails.
std::filesystem::path demo_mirror();

}  // namespace threadmirror::tests
