#include "daemon/output/log_sink.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using core::LogLevel;
using Lines = std::vector<std::string>;

struct World {
  FakeClock clock;
  RecordedOutput output;
  LogSink log{{LogFormat::kJournal, LogLevel::kInfo, false}, clock, output};
};

class MutexOutput final : public LineOutput {
 public:
  void line(std::string_view) override { ++lines; }
  void status(std::string_view) override {}
  int lines = 0;  // not atomic: the log has to keep the threads apart
};

}  // namespace

TEST_CASE("lines below the level are left out, and the level can change") {
  World world;
  world.log.debug("hidden");
  world.log.info("shown", {{"n", 1}});
  world.log.set_level(LogLevel::kDebug);
  world.log.debug("now shown");
  world.log.set_level(LogLevel::kError);
  world.log.warning("hidden too");
  world.log.error("bad");
  CHECK(world.output.lines == Lines{"<6>shown n=1", "<7>now shown", "<3>bad"});
}

TEST_CASE("the level can be asked, so that nobody builds a line for nothing") {
  World world;
  CHECK_FALSE(world.log.enabled(LogLevel::kDebug));
  CHECK(world.log.enabled(LogLevel::kInfo));
  world.log.set_level(LogLevel::kWarning);
  CHECK_FALSE(world.log.enabled(LogLevel::kInfo));
}

TEST_CASE("each line bears the time of the clock at hand") {
  FakeClock clock;
  RecordedOutput output;
  LogSink log({LogFormat::kText, LogLevel::kInfo, false}, clock, output);
  log.info("a");
  clock.advance(std::chrono::milliseconds(1500));
  log.info("b");
  CHECK(output.lines == Lines{"2026-11-21T09:30:00.000Z INFO    a", "2026-11-21T09:30:01.500Z INFO    b"});
}

// Fault 53.
TEST_CASE("braces and percent signs are text and never a format") {
  World world;
  world.log.info("100% {} {0} %s", {{"sql", "{bad"}});
  CHECK(world.output.lines == Lines{"<6>100% {} {0} %s sql={bad"});
}

// Fault 97.
TEST_CASE("lines that nobody read are counted in the first one that gets through") {
  World world;
  world.output.refuse_lines = true;
  for (int i = 0; i < 5; ++i) world.log.info("lost");
  world.output.refuse_lines = false;
  const std::uint64_t lost = world.output.lost_lines;
  world.log.info("back");
  world.log.info("again");
  CHECK(world.output.lines ==
        Lines{"<4>log lines lost, as nobody read them lines=" + std::to_string(lost), "<6>back", "<6>again"});

  world.output.refuse_lines = true;
  world.log.info("lost");
  world.output.refuse_lines = false;
  world.log.info("back again");
  REQUIRE(world.output.lines.size() == 5);
  CHECK(world.output.lines[3] == "<4>log lines lost, as nobody read them lines=1");
}

TEST_CASE("several threads may log at once") {
  FakeClock clock;
  MutexOutput output;
  LogSink log({LogFormat::kJson, LogLevel::kInfo, false}, clock, output);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log] {
      for (int i = 0; i < 500; ++i) log.info("x", {{"i", i}});
    });
  }
  for (int i = 0; i < 100; ++i) log.set_level(i % 2 == 0 ? LogLevel::kDebug : LogLevel::kInfo);
  for (std::thread& thread : threads) thread.join();
  CHECK(output.lines == 2000);
}

}  // namespace threadmirror::tests
