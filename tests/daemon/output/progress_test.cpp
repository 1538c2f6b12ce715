#include "daemon/output/progress.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

struct World {
  FakeClock clock;
  RecordedOutput output;
};

ProgressOptions bar() {
  ProgressOptions options;
  options.redraw = true;
  return options;
}

}  // namespace

TEST_CASE("without a terminal there is a line at the start, every ten seconds, and at the end") {
  World world;
  const auto progress = create_progress({}, world.clock, world.output);
  for (int second = 1; second <= 25; ++second) {
    world.clock.advance(1s);
    progress->update({second * 500, second});
  }
  progress->finish(ProgressEnd::kDone);
  CHECK(world.output.lines == Lines{"backfill: starting",
                                    "backfill: 5,000 threads on 10 pages in 10 s, 500/s",
                                    "backfill: 10,000 threads on 20 pages in 20 s, 500/s",
                                    "backfill: done: 12,500 threads on 25 pages in 25 s, 500/s"});
  CHECK(world.output.statuses.empty());
}

TEST_CASE("a pass that waits is heard of by ticks alone, with the reason") {
  World world;
  const auto progress = create_progress({}, world.clock, world.output);
  progress->note("waiting for the rate limit");
  for (int i = 0; i < 100; ++i) {
    world.clock.advance(100ms);
    progress->tick();
  }
  REQUIRE(world.output.lines.size() == 2);
  CHECK(world.output.lines[1] == "backfill: 0 threads on 0 pages in 10 s, 0/s, waiting for the rate limit");
}

TEST_CASE("a resumed pass says where it goes on and what this run did") {
  World world;
  ProgressOptions options;
  options.from = {12'000, 24};
  options.expected = 20'000;
  const auto progress = create_progress(options, world.clock, world.output);
  world.clock.advance(4s);
  progress->update({20'000, 40});
  progress->finish(ProgressEnd::kDone);
  CHECK(world.output.lines ==
        Lines{"backfill: going on after 12,000 threads on 24 pages, about 20,000 threads expected",
              "backfill: done: 20,000 threads on 40 pages (8,000 of them in this run) in 4 s, 2,000/s"});
}

TEST_CASE("a pass that did not finish is never called done") {
  for (const auto& [end, words] :
       {std::pair{ProgressEnd::kInterrupted, "interrupted"}, {ProgressEnd::kFailed, "failed"}}) {
    World world;
    const auto progress = create_progress({}, world.clock, world.output);
    world.clock.advance(2s);
    progress->update({1000, 2});
    progress->finish(end);
    CHECK(world.output.lines.back() ==
          std::string("backfill: ") + words +
              ", not complete: 1,000 threads on 2 pages in 2 s, 500/s; the next run goes on from here");
  }
}

TEST_CASE("a pass that begins anew each time does not promise to go on") {
  World world;
  ProgressOptions options;
  options.title = "verify";
  options.resumes = false;
  const auto progress = create_progress(options, world.clock, world.output);
  world.clock.advance(2s);
  progress->finish(ProgressEnd::kInterrupted);
  CHECK(world.output.lines.back() == "verify: interrupted, not complete: 0 threads on 0 pages in 2 s, 0/s");
}

TEST_CASE("a terminal shows the bar at once and at most ten times a second") {
  World world;
  const auto progress = create_progress(bar(), world.clock, world.output);
  CHECK(world.output.statuses.size() == 1);
  for (int ms = 0; ms < 1000; ++ms) {
    world.clock.advance(1ms);
    progress->update({ms, 1});
  }
  CHECK(world.output.statuses.size() == 11);
  CHECK(world.output.lines.empty());
  CHECK(world.output.statuses.back().find("999 threads  1 page") != std::string::npos);
}

TEST_CASE("the bar is taken away before the last line, and nothing is drawn after it") {
  World world;
  const auto progress = create_progress(bar(), world.clock, world.output);
  progress->finish(ProgressEnd::kDone);
  CHECK(world.output.statuses.back().empty());
  CHECK(world.output.lines.size() == 1);
  const std::size_t drawn = world.output.statuses.size();
  world.clock.advance(1min);
  progress->update({1, 1});
  progress->tick();
  progress->note("x");
  progress->finish(ProgressEnd::kFailed);
  CHECK(world.output.statuses.size() == drawn);
  CHECK(world.output.lines.size() == 1);
}

TEST_CASE("a bar that is destroyed is taken away in silence") {
  World world;
  create_progress(bar(), world.clock, world.output);
  CHECK(world.output.statuses.back().empty());
  CHECK(world.output.lines.empty());
}

TEST_CASE("the bar follows the terminal's width") {
  World world;
  std::size_t width = 80;
  ProgressOptions options = bar();
  options.width = [&width] { return width; };
  const auto progress = create_progress(options, world.clock, world.output);
  CHECK(world.output.statuses.back().find("backfill ━") == 0);
  width = 12;
  world.clock.advance(1s);
  progress->tick();
  CHECK(world.output.statuses.back() == "0 threads");
}

}  // namespace threadmirror::tests
