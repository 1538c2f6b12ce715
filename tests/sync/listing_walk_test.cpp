#include "sync/listing_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

sync::EngineOptions with_requests_at_once(int most) {
  sync::EngineOptions options;
  options.max_in_flight = most;
  return options;
}

// 12 active threads and 9 archived ones: four pages and three.
struct WalkRig : EngineRig {
  explicit WalkRig(int max_in_flight) : EngineRig(with_requests_at_once(max_in_flight)) {
    for (int id = 1; id <= 21; ++id) {
      auto record = thread(id, clock.now());
      record.archived = id > 12;
      api.put(record);
    }
    run.kind = storage::RunKind::kReconcile;
    run.started_at = clock.now();
  }

  core::Status walk(sync::Observers observers = {}) {
    auto chosen = EngineRig::run(sync::load_assignments(*world, run.kind));
    REQUIRE(chosen);
    return EngineRig::run(sync::walk(*world, std::move(*chosen), run, observers));
  }
  // The listings of the requests as they came: 'a' for active ones, 'A' for archived ones.
  std::string order() const {
    std::string order;
    for (const auto& request : api.requests) order += request.listing.archived ? 'A' : 'a';
    return order;
  }

  storage::Run run;
};

}  // namespace

TEST_CASE("with one request at a time a walk reads one listing after the other") {
  WalkRig rig(1);
  REQUIRE(rig.walk());
  CHECK(rig.order() == "aaaaAAA");
  CHECK(rig.cell("SELECT count(*) FROM threads") == "21");
}

TEST_CASE("with several requests at a time a walk reads two listings side by side, in half the time") {
  WalkRig rig(2);
  const auto begun = rig.clock.steady_now();
  sync::Progress progress;
  REQUIRE(rig.walk({&progress, nullptr}));
  CHECK(rig.order().substr(0, 6) == "aAaAaA");
  CHECK(rig.clock.steady_now() - begun == 4 * rig.api.latency);
  CHECK(progress.pages == 7);
  CHECK(progress.threads == 21);
}

TEST_CASE("one run counts what both listings brought, and each keeps its own checkpoint") {
  WalkRig rig(2);
  REQUIRE(rig.walk());
  CHECK(rig.run.counters.requests == 7);
  CHECK(rig.run.counters.pages == 7);
  CHECK(rig.run.counters.threads_seen == 21);
  CHECK(rig.run.counters.inserted == 21);
  CHECK(rig.cell("SELECT count(*) FROM sync_runs") == "1");
  CHECK(rig.cell("SELECT inserted FROM sync_runs") == "21");
  CHECK(rig.column("SELECT stream || ' ' || pages || ' ' || threads FROM sync_state ORDER BY stream") ==
        std::vector<std::string>{"reconcile/active 4 12", "reconcile/archived 3 9"});
}

TEST_CASE("when one listing fails, the walk fails, and what the other one brought stays") {
  WalkRig rig(2);
  rig.api.refuse = [](const sync::api::PageRequest& request) -> std::optional<core::Error> {
    if (!request.listing.archived || !request.cursor) return std::nullopt;
    return core::Error(core::ErrorCode::kTimeout, "slow");
  };
  const core::Status failed = rig.walk();
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == core::ErrorCode::kTimeout);
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE archived = 0") == "12");
  CHECK(rig.cell("SELECT count(*) FROM threads WHERE archived = 1") == "3");
  CHECK(rig.cell("SELECT count(*) FROM sync_state WHERE finished_at IS NOT NULL") == "1");

  // The next walk goes on with the second page of the archived ones, and reads no finished one as unfinished.
  rig.api.refuse = nullptr;
  rig.api.requests.clear();
  auto chosen = rig.EngineRig::run(sync::load_assignments(*rig.world, rig.run.kind));
  REQUIRE(chosen);
  std::erase_if(*chosen, [](const sync::Assignment& assignment) { return !assignment.state.in_progress; });
  REQUIRE(rig.EngineRig::run(sync::walk(*rig.world, std::move(*chosen), rig.run, {})));
  CHECK(rig.order() == "AA");
  CHECK(rig.cell("SELECT count(*) FROM threads") == "21");
}
