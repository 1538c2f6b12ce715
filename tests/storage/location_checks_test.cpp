#include "storage/location_checks.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  stat(path.c_str(), &info);
  return info.st_mode & 0777U;
}

std::string text_of(const core::Status& status) { return status ? "fine" : status.error().text(); }

}  // namespace

TEST_CASE("missing folders are made for the owner and the group only") {
  const TempFolder folder;
  const fs::path database = folder.path() / "a" / "b" / "threadmirror.db";
  REQUIRE(ensure_folder(database));
  CHECK((mode_of(folder.path() / "a") & 027U) == 0);
  CHECK((mode_of(folder.path() / "a" / "b") & 027U) == 0);
  CHECK(ensure_folder(database));
}

TEST_CASE("a new database file is not for others and an existing one is left alone") {
  const TempFolder folder;
  REQUIRE(create_file(folder.database()));
  CHECK((mode_of(folder.database()) & 0137U) == 0);
  write_file(folder.database(), "content");
  REQUIRE(create_file(folder.database()));
  CHECK(read_file(folder.database()) == "content");
}

TEST_CASE("a file in the place of the folder is refused") {
  const TempFolder folder;
  write_file(folder.path() / "file", "");
  CHECK(ensure_folder(folder.path() / "file" / "x.db").error().code() == ErrorCode::kCannotCreate);
  CHECK(ensure_folder(folder.path() / "file" / "deeper" / "x.db").error().code() == ErrorCode::kCannotCreate);
}

TEST_CASE("a folder in the place of the database is refused") {
  const TempFolder folder;
  fs::create_directory(folder.database());
  const auto status = check_access(folder.database());
  REQUIRE_FALSE(status);
  CHECK(status.error().code() == ErrorCode::kCannotCreate);
  CHECK(status.error().message().ends_with("is no regular file"));
}

// Fault 85.
TEST_CASE("an unwritable folder is refused with the command that mends it") {
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                     fs::perms::others_exec);
  const std::string answer = in_child([&] {
    drop_privileges();
    return text_of(ensure_folder(folder.database()));
  });
  CAPTURE(answer);
  CHECK(answer.find("may not write " + folder.path().string() + ": Permission denied") != std::string::npos);
  CHECK((answer.find("(chown ") != std::string::npos || answer.find("(chmod u+rwx ") != std::string::npos));
  fs::permissions(folder.path(), fs::perms::owner_all);
}

// Fault 85.
TEST_CASE("files that this user may not write are refused, naming owner, mode and mend") {
  const TempFolder folder;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const fs::path file = folder.database().string() + suffix;
    write_file(file, "x");
    fs::permissions(file, fs::perms::owner_read);
    const std::string answer = in_child([&] {
      drop_privileges();
      return text_of(check_access(folder.database()));
    });
    CAPTURE(answer);
    CHECK(answer.find("may not write " + file.string() + ": ") != std::string::npos);
    CHECK(answer.find("mode 0400") != std::string::npos);
    fs::remove(file);
  }
  CHECK(check_access(folder.database()));
}

TEST_CASE("a local folder passes the check for network file systems") {
  const TempFolder folder;
  CHECK(refuse_network_file_system(folder.database()));
  CHECK(refuse_network_file_system("/nonexistent/x.db").error().code() == ErrorCode::kIo);
}
