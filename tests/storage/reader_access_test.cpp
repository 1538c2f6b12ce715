#include "storage/reader_access.hpp"

#include <doctest/doctest.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

namespace {

// A mirror's three files in folders that everybody may enter.
struct AccessRig {
  TempFolder folder;
  fs::path database = folder.path() / "state" / "mirror.db";

  AccessRig() {
    chmod(folder.path().c_str(), 0755);
    fs::create_directory(database.parent_path());
    chmod(database.parent_path().c_str(), 0755);
    for (const char* suffix : {"", "-wal", "-shm"}) {
      write_file(database.string() + suffix, "x");
      set(suffix, 0640);
    }
  }
  void set(const std::string& suffix, mode_t mode) const {
    chmod((database.string() + suffix).c_str(), mode);
  }
  storage::ReaderAccess examine() const { return storage::examine_reader_access(database); }
  core::Error only_hindrance() const {
    const storage::ReaderAccess access = examine();
    CHECK(access.dangers.empty());
    REQUIRE(access.hindrances.size() == 1);
    return access.hindrances.front();
  }
};

std::string own_group() { return getgrgid(getgid())->gr_name; }

}  // namespace

TEST_CASE("who may read a mirror is told by the database's own mode") {
  AccessRig rig;
  CHECK(rig.examine().readers == "group " + own_group());
  CHECK(rig.examine().hindrances.empty());
  for (const char* suffix : {"", "-wal", "-shm"}) rig.set(suffix, 0644);
  CHECK(rig.examine().readers == "everybody");
  CHECK(rig.examine().hindrances.empty());
  for (const char* suffix : {"", "-wal", "-shm"}) rig.set(suffix, 0600);
  chmod(rig.database.parent_path().c_str(), 0700);
  CHECK(rig.examine().readers.starts_with("user "));
  CHECK(rig.examine().readers.ends_with(" alone"));
  CHECK(rig.examine().hindrances.empty());
}

// Fault 85.
TEST_CASE("a log that the readers may not read is named, with the command that mends it") {
  AccessRig rig;
  rig.set("-shm", 0600);
  const core::Error fault = rig.only_hindrance();
  CHECK(fault.message().find("mirror.db-shm (mode 0600, ") != std::string::npos);
  CHECK(fault.message().find("can't be read by group " + own_group()) != std::string::npos);
  CHECK(fault.mend() == "chmod 0640 " + rig.database.string() + "-shm");
}

// Fault 85.
TEST_CASE("a log of another group is given to the readers' group") {
  if (geteuid() != 0) return;  // only the superuser gives files away
  AccessRig rig;
  REQUIRE(chown((rig.database.string() + "-wal").c_str(), 0, 12345) == 0);
  CHECK(rig.only_hindrance().mend().starts_with("chgrp " + own_group() + " " + rig.database.string() +
                                                "-wal && "));
}

// Fault 85.
TEST_CASE("a folder that the readers may not enter is named, with the command that mends it") {
  AccessRig rig;
  chmod(rig.database.parent_path().c_str(), 0700);
  CHECK(rig.only_hindrance().mend() == "chmod g+x " + rig.database.parent_path().string());
  chmod(rig.database.parent_path().c_str(), 0750);
  CHECK(rig.examine().hindrances.empty());
  for (const char* suffix : {"", "-wal", "-shm"}) rig.set(suffix, 0644);
  CHECK(rig.only_hindrance().mend() == "chmod o+x " + rig.database.parent_path().string());
}

TEST_CASE("a mirror that everybody can change is a danger") {
  AccessRig rig;
  rig.set("", 0642);
  const storage::ReaderAccess access = rig.examine();
  REQUIRE(access.dangers.size() == 1);
  CHECK(access.dangers.front().mend() == "chmod o-w " + rig.database.string());
}

TEST_CASE("a mirror without a log hinders nobody, one that is not there nothing to tell") {
  AccessRig rig;
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(rig.database.string() + suffix);
  CHECK(rig.examine().hindrances.empty());
  fs::remove(rig.database);
  CHECK(rig.examine().readers.empty());
}
