// Reads a small file whole, with a limit, and says in plain words why that failed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace threadmirror::config {

struct SmallFile {
  std::string bytes;
  unsigned mode = 0;  // permission bits, 0 to 07777
};

struct FileProblem {
  bool missing = false;  // there is no such file
  std::string message;   // what follows the file's name: "does not exist"
  std::string mend;      // what to do, or empty
};

// Reads `path`, a regular file or a character device such as /dev/null. Anything else (a folder, a pipe) and
// anything longer than `limit` bytes is refused; a pipe without a writer does not hang the caller.
tl::expected<SmallFile, FileProblem> read_small_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace threadmirror::config
