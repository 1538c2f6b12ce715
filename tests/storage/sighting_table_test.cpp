#include "storage/sighting_table.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"
#include "storage/mirror_database.hpp"
#include "storage/thread_table.hpp"

using namespace threadmirror::storage;
using namespace threadmirror::tests;

namespace {

struct Setup {
  Setup() {
    ThreadTable threads(database);
    for (const std::int64_t id : {10, 20, 30, 40, 50}) {
      threads.apply(thread(id), {at("2026-11-21T09:30:00.000Z"), std::nullopt, {}});
    }
    threads.mark_deleted({30, "gone"}, at("2026-11-21T09:40:00.000Z"));
  }
  TempFolder folder;
  RecordingLog log;
  SQLite::Database database =
      open_mirror(folder.database(), std::chrono::seconds(1), embedded_migrations(), log).value();
  SightingTable table{database};
};

std::vector<std::int64_t> ids(const LiveRows& rows) {
  std::vector<std::int64_t> ids;
  for (const UnsightedThread& row : rows.unsighted) ids.push_back(row.id);
  return ids;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("live rows come in parts, in order, with those that were not sighted; tombstones are none") {
  Setup setup;
  setup.table.note(20);
  setup.table.note(20);
  setup.table.note(99);  // seen before its row is there
  const LiveRows first = setup.table.live_rows(0, 2);
  CHECK(first.count == 2);
  CHECK(ids(first) == Ids{10});
  CHECK(first.unsighted[0].inbox_id == thread(10).inbox_id);
  const LiveRows second = setup.table.live_rows(*first.last_id, 2);
  CHECK(ids(second) == Ids{40, 50});
  CHECK_FALSE(setup.table.live_rows(*second.last_id, 2).last_id);
}

TEST_CASE("sightings are kept until they are cleared") {
  Setup setup;
  CHECK_FALSE(setup.table.holds(40));
  setup.table.note(40);
  CHECK(setup.table.holds(40));
  setup.table.clear();
  CHECK_FALSE(setup.table.holds(40));
  CHECK(setup.table.live_rows(0, 100).unsighted.size() == 4);
}
