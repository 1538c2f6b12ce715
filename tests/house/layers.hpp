// Who may include whom: the one-way directions between layers and the homes of third-party headers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_file.hpp"

namespace threadmirror::tests::house {

// The layer that a file belongs to: "core", "config", "storage", "sync", "sync/api", "sync/http", "daemon";
// empty for others.
std::string_view layer_of(std::string_view path);

// The includes that point the wrong way, or at a file that is not there: "core/a.cpp includes
// config/b.hpp: core may include nothing else".
std::vector<std::string> wrong_directions(std::span<const SourceFile> files);

// The third-party headers outside their home, those that have none (an unknown library), and system headers
// for I/O in layers that do none.
std::vector<std::string> misplaced_headers(std::span<const SourceFile> files);

// The uses of clock, sleep, environment and entropy outside the few files that may touch them.
std::vector<std::string> misplaced_effects(std::span<const SourceFile> files);

}  // namespace threadmirror::tests::house
