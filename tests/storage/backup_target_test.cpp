#include "storage/backup_target.hpp"

#include <doctest/doctest.h>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using storage::DraftFile;
namespace fs = std::filesystem;

namespace {

// A mirror, and a place for its backup.
struct TargetRig {
  TempFolder folder;
  fs::path shelf = folder.path() / "shelf";
  fs::path file = shelf / "backup.db";
  World world{folder.database()};

  TargetRig() { fs::create_directory(shelf); }
  core::Result<DraftFile> create() { return storage::draft_backup(file, folder.database()); }
  core::Error refusal() {
    const auto target = create();
    REQUIRE_FALSE(target);
    return target.error();
  }
};

}  // namespace

TEST_CASE("what is missing, empty or an earlier backup may become one") {
  TargetRig rig;
  CHECK(rig.create().has_value());
  write_file(rig.file, "");
  CHECK(rig.create().has_value());
  rig.world.store->close();
  fs::copy_file(rig.folder.database(), rig.file, fs::copy_options::overwrite_existing);
  const auto target = rig.create();
  REQUIRE(target);
  CHECK(target->draft() == rig.file.string() + ".partial");
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
