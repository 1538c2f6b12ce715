#include "storage/deferred_index.hpp"

#include <doctest/doctest.h>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

constexpr const char* kIndexes =
    "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = "
    "'threads' ORDER BY name)";

}  // namespace

TEST_CASE("an index that was deferred is built as the migrations make it, and only once") {
  const TempFolder folder;
  World world(folder.database());
  const std::string before = sql(folder.database(), kIndexes);
  CHECK(before.find("threads_open") != std::string::npos);
  REQUIRE(world.store->defer_index());
  REQUIRE(world.store->defer_index());
  world.commit(threads(1, 2000));
  CHECK(sql(folder.database(), kIndexes) == before);  // a small mirror does not notice
  world.commit(threads(2001, 1));
  CHECK(sql(folder.database(), kIndexes).find("threads_by_archived") == std::string::npos);
  world.commit(threads(2002, 50));
  world.reopen();  // as after a crash: it is still missing, and the mirror works
  CHECK(sql(folder.database(), kIndexes).find("threads_by_archived") == std::string::npos);
  world.commit(threads(2040, 20));
  REQUIRE(world.store->build_index());
  REQUIRE(world.store->build_index());
  CHECK(sql(folder.database(), kIndexes) == before);
  CHECK(sql(folder.database(), "PRAGMA integrity_check") == "ok");
}

TEST_CASE("a mirror in use keeps its index") {
  const TempFolder folder;
  World world(folder.database());
  const std::string before = sql(folder.database(), kIndexes);
  world.commit(threads(1, 10'000));
  REQUIRE(world.store->defer_index());
  world.commit(threads(1, 5000));
  CHECK(sql(folder.database(), kIndexes).find("threads_by_archived") == std::string::npos);
  REQUIRE(world.store->build_index());
  world.commit(threads(1, 5000));  // its time was over
  CHECK(sql(folder.database(), kIndexes) == before);
  world.commit(threads(10'001, 1));
  REQUIRE(world.store->defer_index());
  world.commit(threads(1, 5000));
  CHECK(sql(folder.database(), kIndexes) == before);
}

TEST_CASE("a migration finds every index") {
  const TempFolder folder;
  World world(folder.database());
  const std::string before = sql(folder.database(), kIndexes);
  REQUIRE(world.store->defer_index());
  world.commit(threads(1, 2001));
  CHECK(sql(folder.database(), kIndexes) != before);
  world.store.reset();
  execute(folder.database(),
          "PRAGMA user_version = 3; DROP VIEW thread_durations; DROP VIEW daily_activity; DROP VIEW "
          "thread_events; "
          "DROP VIEW assignee_load; DROP VIEW inbox_summary");
  world.store = std::move(*world.try_open());
  CHECK(sql(folder.database(), kIndexes) == before);
}
