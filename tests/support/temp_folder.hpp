// A folder of a test's own.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

namespace threadmirror::tests {

// A new empty folder under $TMPDIR, else in /dev/shm, else in /tmp; removed with the object. Where the test
// ends by an exception (a failed REQUIRE, too) or $THREADMIRROR_KEEP_TEST_FOLDERS is set, it is kept and
// named instead.
class TempFolder {
 public:
  TempFolder() : exceptions_(std::uncaught_exceptions()) {
    // Memory, where the machine has it: thousands of fsyncs a second cost nothing there.
    const std::filesystem::path memory = "/dev/shm";
    const bool in_memory = std::getenv("TMPDIR") == nullptr && access(memory.c_str(), W_OK) == 0;
    const std::filesystem::path parent = in_memory ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "threadmirror-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder: " + pattern);
    path_ = pattern;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    if (std::uncaught_exceptions() > exceptions_ ||
        std::getenv("THREADMIRROR_KEEP_TEST_FOLDERS") != nullptr) {
      std::cerr << "kept for inspection: " << path_.string() << '\n';
      return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
  int exceptions_;
};

}  // namespace threadmirror::tests
