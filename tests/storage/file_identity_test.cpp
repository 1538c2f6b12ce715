#include "storage/file_identity.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

// Faults 78, 79.
TEST_CASE("a file of an open database that is deleted, renamed or replaced is noticed") {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    CAPTURE(suffix);
    const TempFolder folder;
    for (const char* each : {"", "-wal", "-shm"}) write_file(folder.database().string() + each, each);
    const OpenFiles files = OpenFiles::at(folder.database());
    const std::string file = folder.database().string() + suffix;
    CHECK(files.check());

    fs::rename(file, file + ".away");
    REQUIRE_FALSE(files.check());
    CHECK(files.check().error().code() == core::ErrorCode::kIo);
    CHECK(files.check().error().message() == file + " was renamed or deleted while it was open");
    write_file(file, "another");
    REQUIRE_FALSE(files.check());
    CHECK(files.check().error().message() == file + " was replaced while it was open");
    fs::rename(file + ".away", file);
    CHECK(files.check());
  }
}

TEST_CASE("a missing file has no identity and hard links share one") {
  const TempFolder folder;
  CHECK_FALSE(identity_of(folder.path() / "none"));
  write_file(folder.path() / "a", "");
  fs::create_hard_link(folder.path() / "a", folder.path() / "b");
  CHECK(identity_of(folder.path() / "a") == identity_of(folder.path() / "b"));
}
