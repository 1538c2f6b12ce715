#include "storage/backup_target.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using storage::BackupTarget;
namespace fs = std::filesystem;

namespace {

// A mirror, and a place for its backup.
struct TargetRig {
  TempFolder folder;
  fs::path shelf = folder.path() / "shelf";
  fs::path file = shelf / "backup.db";
  World world{folder.database()};

  TargetRig() { fs::create_directory(shelf); }
  core::Result<BackupTarget> create() { return BackupTarget::create(file, folder.database()); }
  core::Error refusal() {
    const auto target = create();
    REQUIRE_FALSE(target);
    return target.error();
  }
};

}  // namespace

TEST_CASE("a draft has the mirror's mode, and goes away unless it is put in place") {
  TargetRig rig;
  chmod(rig.folder.database().c_str(), 0640);
  {
    const auto target = rig.create();
    REQUIRE(target);
    CHECK(listing(rig.shelf) == "backup.db.partial");
    CHECK((fs::status(target->draft()).permissions() & fs::perms::mask) == fs::perms(0640));
    write_file(target->draft().string() + "-journal", "of the connection");
  }
  CHECK(listing(rig.shelf).empty());
  auto target = rig.create();
  REQUIRE(target);
  write_file(target->draft(), "the copy");
  REQUIRE(target->put_in_place());
  CHECK(listing(rig.shelf) == "backup.db");
  CHECK(read_file(rig.file) == "the copy");
}

TEST_CASE("a draft that a killed process has left is emptied, with what lay beside it") {
  TargetRig rig;
  write_file(rig.file.string() + ".partial", "half a backup");
  write_file(rig.file.string() + ".partial-journal", "and its journal");
  const auto target = rig.create();
  REQUIRE(target);
  CHECK(listing(rig.shelf) == "backup.db.partial");
  CHECK(fs::file_size(target->draft()) == 0);
}

TEST_CASE("two drafts of one file don't mix") {
  TargetRig rig;
  const auto first = rig.create();
  REQUIRE(first);
  CHECK(rig.refusal().code() == core::ErrorCode::kInstanceRunning);
  CHECK(fs::exists(first->draft()));
}

TEST_CASE("what is no backup is not written over") {
  TargetRig rig;
  write_file(rig.file, "the only copy of something else");
  CHECK(rig.refusal().code() == core::ErrorCode::kCannotCreate);
  CHECK(read_file(rig.file) == "the only copy of something else");
  fs::remove(rig.file);
  fs::create_directory(rig.file);
  CHECK(rig.refusal().message().find("is no earlier backup") != std::string::npos);
  CHECK(listing(rig.shelf) == "backup.db");
}

TEST_CASE("the mirror itself and its companions can't be the backup, by whatever name") {
  TargetRig rig;
  rig.world.commit(threads(1, 3));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    rig.file = rig.folder.database().string() + suffix;
    CHECK(rig.refusal().message().find("belongs to the mirror itself") != std::string::npos);
  }
  rig.file = rig.shelf / "link";
  fs::create_hard_link(rig.folder.database(), rig.file);
  CHECK(rig.refusal().message().find("belongs to the mirror itself") != std::string::npos);
  CHECK(sql(rig.folder.database(), "SELECT count(*) FROM threads") == "3");
}
