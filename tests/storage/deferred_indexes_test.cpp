#include "storage/deferred_indexes.hpp"

#include <doctest/doctest.h>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

constexpr const char* kIndexes =
    "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = "
    "'threads' ORDER BY name)";

}  // namespace

TEST_CASE("indexes that were deferred are built as the migrations make them, and only once") {
  const TempFolder folder;
  World world(folder.database());
  const std::string before = sql(folder.database(), kIndexes);
  CHECK(before.find("threads_open") != std::string::npos);
  REQUIRE(world.store->defer_indexes());
  REQUIRE(world.store->defer_indexes());
  CHECK(sql(folder.database(), kIndexes) == "NULL");
  world.commit(threads(1, 50));
  world.reopen();  // as after a crash: they are still missing, and the mirror works
  CHECK(sql(folder.database(), kIndexes) == "NULL");
  world.commit(threads(40, 20));
  REQUIRE(world.store->build_indexes());
  REQUIRE(world.store->build_indexes());
  CHECK(sql(folder.database(), kIndexes) == before);
  CHECK(sql(folder.database(), "PRAGMA integrity_check") == "ok");
}

TEST_CASE("a mirror in use keeps its indexes") {
  const TempFolder folder;
  World world(folder.database());
  const std::string before = sql(folder.database(), kIndexes);
  world.commit(threads(1, 10'000));
  REQUIRE(world.store->defer_indexes());
  CHECK(sql(folder.database(), kIndexes) == "NULL");
  REQUIRE(world.store->build_indexes());
  world.commit(threads(10'001, 1));
  REQUIRE(world.store->defer_indexes());
  CHECK(sql(folder.database(), kIndexes) == before);
}

TEST_CASE("a migration finds every index") {
  const TempFolder folder;
  World world(folder.database());
  const std::string before = sql(folder.database(), kIndexes);
  REQUIRE(world.store->defer_indexes());
  world.store.reset();
  execute(folder.database(),
          "PRAGMA user_version = 2; DROP VIEW sync_status; CREATE VIEW sync_status AS SELECT 1");
  world.store = std::move(*world.try_open());
  CHECK(sql(folder.database(), kIndexes) == before);
}
