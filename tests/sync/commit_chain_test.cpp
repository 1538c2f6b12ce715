#include "sync/commit_chain.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

storage::PageCommit page_with(EngineRig& rig, std::int64_t id) {
  storage::PageCommit page;
  page.threads.push_back(thread(id, rig.clock.now()));
  page.observed_at = rig.clock.now();
  return page;
}

storage::Run backfill_run(EngineRig& rig) {
  storage::Run run;
  run.kind = storage::RunKind::kBackfill;
  run.started_at = rig.clock.now();
  return run;
}

void execute(EngineRig& rig, const char* sql) {
  sqlite3* connection = nullptr;
  REQUIRE(sqlite3_open((rig.folder / "mirror.db").c_str(), &connection) == SQLITE_OK);
  CHECK(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(connection);
}

}  // namespace

TEST_CASE("commits side by side count as one run") {
  EngineRig rig;
  sync::CommitChain chain(*rig.world, backfill_run(rig));
  int ended = 0;
  for (int id = 1; id <= 5; ++id) {
    boost::asio::co_spawn(rig.loop, chain.commit(page_with(rig, id), {2, 1, 1}),
                          [&](std::exception_ptr, auto outcome) {
                            CHECK(outcome);
                            ++ended;
                          });
  }
  tests::run(rig.loop, rig.waiter);
  CHECK(ended == 5);
  CHECK(chain.run().counters.requests == 10);
  CHECK(chain.run().counters.inserted == 5);
  CHECK(rig.cell("SELECT count(*) || ' ' || max(requests) || ' ' || max(inserted) FROM sync_runs") ==
        "1 10 5");
}

TEST_CASE("after a commit that failed no later one is made") {
  EngineRig rig;
  execute(
      rig,
      "CREATE TRIGGER refuse BEFORE INSERT ON threads WHEN new.id = 1 BEGIN SELECT raise(ABORT, 'no'); END");
  sync::CommitChain chain(*rig.world, backfill_run(rig));
  CHECK_FALSE(rig.run(chain.commit(page_with(rig, 1), {})));
  CHECK_FALSE(rig.run(chain.commit(page_with(rig, 2), {})));
  CHECK(rig.cell("SELECT count(*) FROM threads") == "0");
  sync::CommitChain another(*rig.world, backfill_run(rig));
  CHECK(rig.run(another.commit(page_with(rig, 2), {})));
}
