// Questions to a mirror, answered as `threadmirror query` prints them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "storage/mirror_reader.hpp"

namespace threadmirror::tests {

// What `query --format FORMAT` prints; fails the test case where the statement fails.
std::string ask(const std::filesystem::path& database, const storage::Question& question,
                std::string_view format = "csv");

}  // namespace threadmirror::tests
