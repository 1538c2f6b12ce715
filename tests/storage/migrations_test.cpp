#include "storage/migrations.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "fixture.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

namespace {
const fs::path kMigrations = fs::path(STORAGE_TEST_FOLDER) / "../../migrations";
const fs::path kGolden = fs::path(STORAGE_TEST_FOLDER) / "golden";
}  // namespace

TEST_CASE("every file of migrations/ is embedded, byte by byte") {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(kMigrations)) {
    if (entry.path().extension() == ".sql") names.insert(entry.path().filename().string());
  }
  CHECK(names.size() == embedded_migrations().size());
  for (const Migration& step : embedded_migrations()) {
    CAPTURE(step.name);
    CHECK(names.count(std::string(step.name)) == 1);
    CHECK(step.sql == read_file(kMigrations / step.name));
  }
}

TEST_CASE("migrations are numbered from one without gaps") {
  int expected = 1;
  for (const Migration& step : embedded_migrations()) CHECK(step.version == expected++);
  CHECK(expected > 1);
}

// A released schema never changes: a difference here means that an old migration was edited. Only a new
// version may get a new file, by running this test with THREADMIRROR_WRITE_GOLDEN=1.
TEST_CASE("the schema of a new mirror is the golden one") {
  const TempFolder folder;
  { World world(folder.database()); }
  const fs::path golden = kGolden / ("schema-v" + std::to_string(embedded_migrations().size()) + ".sql");
  if (std::getenv("THREADMIRROR_WRITE_GOLDEN") != nullptr) write_file(golden, schema(folder.database()));
  CHECK(schema(folder.database()) == read_file(golden));
}
