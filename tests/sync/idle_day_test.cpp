// What an operator finds in the log after a day on which nothing happened.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

// Serves for so long, then is cancelled.
void serve_for(EngineRig& rig, std::chrono::milliseconds span) {
  boost::asio::cancellation_signal stop;
  bool has_ended = false;
  boost::asio::co_spawn(rig.loop, rig.mirror->serve(nullptr),
                        boost::asio::bind_cancellation_slot(
                            stop.slot(), [&](std::exception_ptr, core::Status) { has_ended = true; }));
  tests::run_for(rig.loop, rig.clock, rig.waiter, span);
  stop.emit(boost::asio::cancellation_type::terminal);
  tests::run_until(rig.loop, rig.waiter, [&] { return has_ended; });
}

}  // namespace

TEST_CASE("at info a day without any change fits a screen, and says only that the sweeps were made") {
  constexpr std::size_t kScreen = 40;
  EngineRig rig;
  for (int id = 1; id <= 20; ++id) rig.api.put(thread(id));
  serve_for(rig, 1h);
  CHECK(std::count(rig.log.lines.begin(), rig.log.lines.end(),
                   "backfill finished: every thread is mirrored") == 1);
  rig.log.lines.clear();
  const auto polls = rig.telemetry.of(storage::RunKind::kTail).succeeded;
  rig.restart();
  serve_for(rig, 24h);
  CHECK(rig.telemetry.of(storage::RunKind::kTail).succeeded - polls > 2800);
  CHECK(rig.telemetry.of(storage::RunKind::kReconcile).succeeded >= 23);
  for (const std::string& line : rig.log.lines) CHECK(line == "reconcile finished");
  CHECK(rig.log.lines.size() >= 23);
  CHECK(rig.log.lines.size() < kScreen - 10);  // the start and the stop want to be seen, too
}
