#include "storage/export_target.hpp"

#include <doctest/doctest.h>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using storage::Replace;
namespace fs = std::filesystem;

namespace {

struct ExportRig {
  TempFolder folder;
  fs::path shelf = folder.path() / "shelf";
  fs::path file = shelf / "rows.csv";
  World world{folder.database()};

  ExportRig() { fs::create_directory(shelf); }
  core::Result<storage::DraftFile> create(Replace replace) {
    return storage::draft_export(file, folder.database(), replace);
  }
  core::Error refusal(Replace replace) {
    const auto draft = create(replace);
    REQUIRE_FALSE(draft);
    CHECK(draft.error().code() == core::ErrorCode::kCannotCreate);
    return draft.error();
  }
};

}  // namespace

TEST_CASE("where nothing stands an export may be made") {
  ExportRig rig;
  for (const Replace replace : {Replace::kNothing, Replace::kAnyFile}) {
    CHECK(rig.create(replace).has_value());
    CHECK(listing(rig.shelf).empty());
  }
}

TEST_CASE("a file that exists is left as it is, unless its replacement was asked for") {
  ExportRig rig;
  write_file(rig.file, "the only copy of something else");
  CHECK(rig.refusal(Replace::kNothing).mend().find("--force") != std::string::npos);
  CHECK(listing(rig.shelf) == "rows.csv");
  CHECK(read_file(rig.file) == "the only copy of something else");
  auto draft = rig.create(Replace::kAnyFile);
  REQUIRE(draft);
  REQUIRE(draft->put_in_place());
  CHECK(read_file(rig.file).empty());
}

TEST_CASE("what is no regular file is left as it is in any case, also a link to nothing") {
  ExportRig rig;
  fs::create_directory(rig.file);
  for (const Replace replace : {Replace::kNothing, Replace::kAnyFile}) {
    CHECK(rig.refusal(replace).message().find("no regular file") != std::string::npos);
  }
  fs::remove(rig.file);
  fs::create_symlink("/nonexistent/file", rig.file);
  CHECK(rig.refusal(Replace::kAnyFile).message().find("no regular file") != std::string::npos);
  CHECK(fs::is_symlink(rig.file));
}

TEST_CASE("the mirror is never replaced by an export of it") {
  ExportRig rig;
  rig.world.commit(threads(1, 3));
  write_file(rig.folder.database().string() + ".lock", "held by a daemon");
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    rig.file = rig.folder.database().string() + suffix;
    CHECK(rig.refusal(Replace::kAnyFile).message().find("belongs to the mirror itself") != std::string::npos);
  }
  CHECK(sql(rig.folder.database(), "SELECT count(*) FROM threads") == "3");
}
