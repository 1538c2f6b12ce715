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

TEST_CASE("a mirror of each released schema is brought up to date, with its rows") {
  for (std::size_t version = 1; version < embedded_migrations().size(); ++version) {
    CAPTURE(version);
    const TempFolder folder;
    for (const Migration& step : embedded_migrations().first(version)) {
      execute(folder.database(), std::string(step.sql));
    }
    execute(folder.database(), "PRAGMA user_version = " + std::to_string(version));
    CHECK(schema(folder.database()) == read_file(kGolden / ("schema-v" + std::to_string(version) + ".sql")));
    execute(folder.database(),
            "INSERT INTO threads (id, status, first_seen_at, changed_at) VALUES (7, 'OPEN', 'x', 'x')");
    { World world(folder.database()); }
    CHECK(sql(folder.database(), "SELECT id, status FROM threads") == "7|OPEN");
    CHECK(schema(folder.database()) ==
          read_file(kGolden / ("schema-v" + std::to_string(embedded_migrations().size()) + ".sql")));
  }
}
