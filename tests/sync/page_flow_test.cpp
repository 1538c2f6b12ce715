#include "sync/page_flow.hpp"

#include <doctest/doctest.h>

#include "sync/sweep_pass.hpp"
#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

storage::StreamState named(const char* stream) {
  storage::StreamState state;
  state.stream = stream;
  return state;
}

storage::Run new_run(const EngineRig& rig) {
  storage::Run run;
  run.kind = storage::RunKind::kBackfill;
  run.started_at = rig.clock.now();
  return run;
}

}  // namespace

TEST_CASE("the next page is asked for before the last one is stored") {
  EngineRig rig;
  for (int id = 1; id <= 9; ++id) rig.api.put(thread(id, rig.clock.now()));
  // The page that is being asked for, and how many rows the database then has: one page less than was
  // received.
  std::vector<std::string> rows_at_request;
  rig.api.on_request = [&](const sync::api::PageRequest&) {
    rows_at_request.push_back(rig.cell("SELECT count(*) FROM threads"));
  };
  rig.api.latency = std::chrono::milliseconds(0);
  sync::SweepPass pass({}, named("backfill/active"), rig.clock.now());
  storage::Run run = new_run(rig);
  REQUIRE(rig.run(sync::perform(*rig.world, pass, run, {})));
  CHECK(rig.api.requests.size() == 3);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "9");
  CHECK(run.counters.pages == 3);
  CHECK(run.counters.inserted == 9);
  CHECK(run.counters.requests == 3);
}

TEST_CASE("a pass that is cut off has stored its last page and fails with the reason") {
  EngineRig rig;
  for (int id = 1; id <= 4; ++id) rig.api.put(thread(id, rig.clock.now()));
  class StuckPass final : public sync::Pass {
   public:
    sync::api::PageRequest first() override { return {}; }
    sync::Step take(sync::api::Page page, core::Timestamp now) override {
      sync::Step step;
      step.commit.threads = std::move(page.threads);
      step.commit.observed_at = now;
      step.cut_off = core::Error(core::ErrorCode::kCursorLoop, "round and round");
      return step;
    }
    std::optional<sync::api::PageRequest> recover(const core::Error&) override { return std::nullopt; }
  } pass;
  storage::Run run = new_run(rig);
  const core::Status outcome = rig.run(sync::perform(*rig.world, pass, run, {}));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == core::ErrorCode::kCursorLoop);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "3");
}

TEST_CASE("a page that can't be fetched fails the pass, and what was stored before stays") {
  EngineRig rig;
  for (int id = 1; id <= 9; ++id) rig.api.put(thread(id, rig.clock.now()));
  int requests = 0;
  rig.api.on_request = [&](const sync::api::PageRequest&) {
    if (++requests == 2) rig.api.failures.emplace_back(core::ErrorCode::kTimeout, "slow");
  };
  sync::SweepPass pass({}, named("backfill/active"), rig.clock.now());
  storage::Run run = new_run(rig);
  const core::Status outcome = rig.run(sync::perform(*rig.world, pass, run, {}));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == core::ErrorCode::kTimeout);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "6");
  CHECK(run.counters.inserted == 6);
  CHECK(run.id.has_value());
}
