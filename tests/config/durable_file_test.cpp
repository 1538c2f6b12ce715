#include "config/durable_file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <iterator>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using config::replace_file;
using core::ErrorCode;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

std::ptrdiff_t entries(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

// No file of this process grows beyond so many bytes: writes break off as on a disk that is full.
class TightFileSize {
 public:
  explicit TightFileSize(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  TightFileSize(const TightFileSize&) = delete;
  TightFileSize& operator=(const TightFileSize&) = delete;
  ~TightFileSize() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a new file is for its owner only and holds the bytes") {
  const tests::TemporaryFolder folder;
  REQUIRE(replace_file(folder / "file", "abc"));
  CHECK(content(folder / "file") == "abc");
  CHECK(mode_of(folder / "file") == 0600U);
  CHECK(entries(folder / "") == 1);
}

TEST_CASE("an old file is replaced whole, with its mode") {
  const tests::TemporaryFolder folder;
  const auto path = folder.write("file", "a longer content", 0644);
  REQUIRE(replace_file(path, "short"));
  CHECK(content(path) == "short");
  CHECK(mode_of(path) == 0600U);
  CHECK(entries(folder / "") == 1);
}

TEST_CASE("who reads the old file while it is replaced reads the old content to its end") {
  const tests::TemporaryFolder folder;
  std::ifstream reader(folder.write("file", "old"));
  REQUIRE(replace_file(folder / "file", "new"));
  CHECK(std::string(std::istreambuf_iterator<char>(reader), {}) == "old");
}

TEST_CASE("a missing folder is made for the user and the group") {
  const tests::TemporaryFolder folder;
  REQUIRE(replace_file(folder / "a/b/file", "abc"));
  CHECK(content(folder / "a/b/file") == "abc");
  CHECK(mode_of(folder / "a/b") == 0750U);
}

TEST_CASE("what can't be replaced stays, without a leftover") {
  const tests::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "file");
  const auto replaced = replace_file(folder / "file", "abc");
  REQUIRE_FALSE(replaced);
  CHECK(replaced.error().code() == ErrorCode::kCannotCreate);
  CHECK(replaced.error().message().starts_with((folder / "file").string() + " can't be written: "));
  CHECK_FALSE(replaced.error().mend().empty());
  CHECK(entries(folder / "") == 1);
}

TEST_CASE("a folder that can't be made is an error that names the file") {
  const tests::TemporaryFolder folder;
  folder.write("in-the-way", "");
  const auto replaced = replace_file(folder / "in-the-way/file", "abc");
  REQUIRE_FALSE(replaced);
  CHECK(replaced.error().code() == ErrorCode::kCannotCreate);
  CHECK(replaced.error().message().find("in-the-way/file") != std::string::npos);
}

TEST_CASE("a write that breaks off leaves the old content and no draft") {
  const tests::TemporaryFolder folder;
  const auto path = folder.write("file", "old");
  const auto replaced = [&] {
    const TightFileSize one_byte(1);
    return replace_file(path, "abc");
  }();
  REQUIRE_FALSE(replaced);
  CHECK(replaced.error().code() == ErrorCode::kIo);
  CHECK(content(path) == "old");
  CHECK(entries(folder / "") == 1);
}

TEST_CASE("a draft that a crash left behind does not stand in the way") {
  const tests::TemporaryFolder folder;
  folder.write("file." + std::to_string(::getpid()) + ".new", "half");
  REQUIRE(replace_file(folder / "file", "abc"));
  CHECK(content(folder / "file") == "abc");
  CHECK(entries(folder / "") == 1);
}
