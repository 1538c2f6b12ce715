#include "storage/database_checks.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"
#include "storage/migrations.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;

namespace {

int newest() { return static_cast<int>(embedded_migrations().size()); }

// The code with which a file of this content is refused; nothing where it passes or changes or leaves litter.
std::optional<ErrorCode> refused(const TempFolder& folder, const std::string& content) {
  write_file(folder.database(), content);
  const auto status = inspect_file(folder.database(), newest());
  CHECK(read_file(folder.database()) == content);
  CHECK(listing(folder.path()) == "threadmirror.db");
  if (status) return std::nullopt;
  CHECK_FALSE(status.error().mend().empty());
  return status.error().code();
}

std::string mirror_bytes() {
  const TempFolder folder;
  World(folder.database()).commit(threads(1, 200));
  return read_file(folder.database());
}

}  // namespace

TEST_CASE("missing and empty files pass as new") {
  const TempFolder folder;
  CHECK(inspect_file(folder.database(), newest()));
  CHECK_FALSE(refused(folder, ""));
}

TEST_CASE("a mirror passes") {
  const TempFolder folder;
  CHECK_FALSE(refused(folder, mirror_bytes()));
}

// Fault 77.
TEST_CASE("garbage of any length is refused as corrupt and stays byte-identical") {
  const TempFolder folder;
  for (const std::size_t size : {2U, 15U, 16U, 99U, 100U, 511U, 512U, 4096U, 100000U}) {
    CAPTURE(size);
    CHECK(refused(folder, std::string(size, 'x')) == ErrorCode::kDatabaseCorrupt);
  }
  // SQLite takes a single byte for an empty database.
  CHECK(refused(folder, "x") == ErrorCode::kDatabaseForeign);
  CHECK(refused(folder, "SQLite format 3") == ErrorCode::kDatabaseCorrupt);
}

// Fault 77.
TEST_CASE("a truncated mirror is refused as corrupt and stays byte-identical") {
  const TempFolder folder;
  const std::string whole = mirror_bytes();
  for (const std::size_t size : {std::size_t{50}, std::size_t{100}, std::size_t{4095}, std::size_t{4096},
                                 whole.size() / 2, whole.size() - 4096}) {
    CAPTURE(size);
    CHECK(refused(folder, whole.substr(0, size)) == ErrorCode::kDatabaseCorrupt);
  }
}

// Fault 77.
TEST_CASE("databases of other applications are refused as foreign and stay byte-identical") {
  const TempFolder folder;
  execute(folder.database(), "CREATE TABLE x (y); PRAGMA user_version = 1");
  CHECK(refused(folder, read_file(folder.database())) == ErrorCode::kDatabaseForeign);
  execute(folder.database(), "PRAGMA application_id = 99");
  CHECK(refused(folder, read_file(folder.database())) == ErrorCode::kDatabaseForeign);
}

// Fault 80.
TEST_CASE("a newer schema is refused by its version number and stays byte-identical") {
  const TempFolder folder;
  { World world(folder.database()); }
  execute(folder.database(), "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99");
  CHECK(refused(folder, read_file(folder.database())) == ErrorCode::kDatabaseNewer);
}

TEST_CASE("a mirror without a schema version is refused as corrupt") {
  CHECK(check_identity({kApplicationId, 0, 5}, 1, "/db").error().code() == ErrorCode::kDatabaseCorrupt);
  CHECK(check_identity({kApplicationId, 1, 5}, 1, "/db"));
}

TEST_CASE("only a database with nothing in it is blank") {
  CHECK(is_blank({0, 0, 0}));
  CHECK_FALSE(is_blank({kApplicationId, 0, 0}));
  CHECK_FALSE(is_blank({0, 1, 0}));
  CHECK_FALSE(is_blank({0, 0, 1}));
}

TEST_CASE("characters with a meaning in URIs are escaped in a file's URI") {
  CHECK(file_uri("/a b/ü?x#y%z.db", "mode=ro") == "file:/a%20b/%C3%BC%3Fx%23y%25z.db?mode=ro");
}

TEST_CASE("a database whose path has characters of URIs can be written and read") {
  const TempFolder folder;
  const auto path = folder.path() / "a b?mode=memory#%41.db";
  { World(path).commit(threads(1, 1)); }
  CHECK(inspect_file(path, newest()));
  CHECK(std::filesystem::file_size(path) > 4096);
}

// Fault 91.
TEST_CASE("a file whose creation was cut off passes, and only by the word of its journal") {
  const TempFolder folder;
  const std::string journal = folder.database().string() + "-journal";
  const std::string magic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  write_file(folder.database(), "half of a first pa");
  write_file(journal, magic + std::string(500, '\0'));
  CHECK(inspect_file(folder.database(), newest()));
  write_file(journal, magic + std::string(8, '\0') + "\1" + std::string(500, '\0'));
  CHECK(inspect_file(folder.database(), newest()).error().code() == ErrorCode::kDatabaseCorrupt);
  write_file(journal, std::string(500, '\0'));
  CHECK(inspect_file(folder.database(), newest()).error().code() == ErrorCode::kDatabaseCorrupt);
  write_file(journal, magic);
  CHECK(inspect_file(folder.database(), newest()).error().code() == ErrorCode::kDatabaseCorrupt);
}
