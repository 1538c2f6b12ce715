// What an operator finds in the log after a day on which nothing happened.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

TEST_CASE("at info a day without any change fits a screen, and says only that the sweeps were made") {
  constexpr std::size_t kScreen = 40;
  EngineRig rig;
  for (int id = 1; id <= 20; ++id) rig.api.put(thread(id));
  rig.serve_for(1h);
  CHECK(std::count(rig.log.lines.begin(), rig.log.lines.end(),
                   "backfill finished: every thread is mirrored") == 1);
  rig.log.lines.clear();
  const auto polls = rig.telemetry.of(storage::RunKind::kTail).succeeded;
  rig.restart();
  rig.serve_for(24h);
  CHECK(rig.telemetry.of(storage::RunKind::kTail).succeeded - polls > 2800);
  CHECK(rig.telemetry.of(storage::RunKind::kReconcile).succeeded >= 23);
  for (const std::string& line : rig.log.lines) CHECK(line == "reconcile finished");
  CHECK(rig.log.lines.size() >= 23);
  CHECK(rig.log.lines.size() < kScreen - 10);  // the start and the stop want to be seen, too
}
