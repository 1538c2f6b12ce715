#include "config/small_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using config::read_small_file;

TEST_CASE("a file is read whole, up to and including the limit") {
  const tests::TemporaryFolder folder;
  const std::string bytes(100, '\xFF');
  const auto path = folder.write("file", bytes, 0640);
  const auto file = read_small_file(path, 100);
  REQUIRE(file);
  CHECK(file->bytes == bytes);
  CHECK(file->mode == 0640);
  CHECK(read_small_file(path, 99).error().message == "is larger than 99 bytes");
  CHECK(read_small_file(folder.write("empty", ""), 0)->bytes.empty());
  CHECK(read_small_file("/dev/null", 10)->bytes.empty());
}

TEST_CASE("an endless device is cut off at the limit") {
  CHECK(read_small_file("/dev/zero", 1000).error().message == "is larger than 1000 bytes");
}

TEST_CASE("a missing file is told from one that can't be read") {
  const tests::TemporaryFolder folder;
  const auto missing = read_small_file(folder / "missing", 10);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().missing);
  CHECK(missing.error().message == "does not exist");
  const auto below_a_file = read_small_file(folder.write("file", "x") / "below", 10);
  CHECK(below_a_file.error().missing);

  std::filesystem::create_symlink("loop", folder / "loop");
  const auto loop = read_small_file(folder / "loop", 10);
  REQUIRE_FALSE(loop);
  CHECK_FALSE(loop.error().missing);
  CHECK(loop.error().message.starts_with("can't be read: "));
}

TEST_CASE("a folder and a pipe without a writer are refused at once") {
  const tests::TemporaryFolder folder;
  CHECK(read_small_file(folder / "", 10).error().message == "is a folder, not a file");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(read_small_file(folder / "pipe", 10).error().message == "is not a regular file");
}

TEST_CASE("a file without read permission is refused with the mend") {
  if (::geteuid() == 0) return;  // root may read everything
  const tests::TemporaryFolder folder;
  const auto file = read_small_file(folder.write("file", "x", 0000), 10);
  REQUIRE_FALSE(file);
  CHECK_FALSE(file.error().missing);
  CHECK(file.error().mend.find("user id " + std::to_string(::geteuid())) != std::string::npos);
}
