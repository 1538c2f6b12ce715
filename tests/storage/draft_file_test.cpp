#include "storage/draft_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using storage::DraftFile;
namespace fs = std::filesystem;

namespace {

// A mirror, and a place for what is made of it.
struct DraftRig {
  TempFolder folder;
  fs::path shelf = folder.path() / "shelf";
  fs::path file = shelf / "rows.csv";
  World world{folder.database()};

  DraftRig() { fs::create_directory(shelf); }
  core::Result<DraftFile> create() { return DraftFile::create(file, folder.database()); }
  core::Error refusal() {
    const auto draft = create();
    REQUIRE_FALSE(draft);
    return draft.error();
  }
};

}  // namespace

TEST_CASE("a draft has the mirror's mode, and goes away unless it is put in place") {
  DraftRig rig;
  chmod(rig.folder.database().c_str(), 0604);
  {
    const auto target = rig.create();
    REQUIRE(target);
    CHECK(listing(rig.shelf) == "rows.csv.partial");
    CHECK((fs::status(target->draft()).permissions() & fs::perms::mask) == fs::perms(0604));
    write_file(target->draft().string() + "-journal", "of the connection");
  }
  CHECK(listing(rig.shelf).empty());
  auto target = rig.create();
  REQUIRE(target);
  write_file(target->draft(), "the copy");
  REQUIRE(target->put_in_place());
  CHECK(listing(rig.shelf) == "rows.csv");
  CHECK(read_file(rig.file) == "the copy");
}

TEST_CASE("a draft that a killed process has left is emptied, with what lay beside it") {
  DraftRig rig;
  write_file(rig.file.string() + ".partial", "half of it");
  write_file(rig.file.string() + ".partial-journal", "and its journal");
  const auto target = rig.create();
  REQUIRE(target);
  CHECK(listing(rig.shelf) == "rows.csv.partial");
  CHECK(fs::file_size(target->draft()) == 0);
}

TEST_CASE("two drafts of one file don't mix") {
  DraftRig rig;
  const auto first = rig.create();
  REQUIRE(first);
  CHECK(rig.refusal().code() == core::ErrorCode::kInstanceRunning);
  CHECK(fs::exists(first->draft()));
}

TEST_CASE("a draft is written through its descriptor, too, and replaces what stands there at once") {
  DraftRig rig;
  write_file(rig.file, "what was there before");
  auto draft = rig.create();
  REQUIRE(draft);
  REQUIRE(write(draft->descriptor(), "all of it", 9) == 9);
  CHECK(read_file(rig.file) == "what was there before");
  DraftFile moved = std::move(*draft);
  REQUIRE(moved.put_in_place());
  CHECK(read_file(rig.file) == "all of it");
  CHECK(listing(rig.shelf) == "rows.csv");
}

TEST_CASE("a draft in a folder that is missing, or in place of a link, is refused with what to do") {
  DraftRig rig;
  fs::create_symlink(rig.folder.database(), rig.file.string() + ".partial");
  CHECK(rig.refusal().code() == core::ErrorCode::kCannotCreate);
  CHECK(fs::file_size(rig.folder.database()) > 0);
  rig.file = rig.shelf / "nowhere" / "rows.csv";
  CHECK(rig.refusal().code() == core::ErrorCode::kCannotCreate);
  CHECK(rig.refusal().mend().find("folder exists") != std::string::npos);
}

TEST_CASE("the mirror is known by whatever name, and nothing else is taken for it") {
  DraftRig rig;
  rig.world.commit(threads(1, 3));
  write_file(rig.folder.database().string() + ".lock", "held by a daemon");
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    CAPTURE(suffix);
    const fs::path own = rig.folder.database().string() + suffix;
    CHECK_FALSE(storage::refuse_mirror_itself(own, rig.folder.database()));
    fs::create_hard_link(own, rig.shelf / ("link" + std::string(suffix)));
    CHECK_FALSE(
        storage::refuse_mirror_itself(rig.shelf / ("link" + std::string(suffix)), rig.folder.database()));
  }
  CHECK(storage::refuse_mirror_itself(rig.file, rig.folder.database()));
  write_file(rig.file, "something else");
  CHECK(storage::refuse_mirror_itself(rig.file, rig.folder.database()));
}
