#include "daemon/progress_watch.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string>
#include <vector>

#include "tests/support/time/fake_time.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

struct MessageLog final : core::Log {
  bool enabled(core::LogLevel) const override { return true; }
  void write(core::LogLevel, std::string_view message, std::span<const core::LogField>) override {
    messages.emplace_back(message);
  }
  std::vector<std::string> messages;
};

// A daemon's watch over work of one kind that commits a page each minute.
struct Narration {
  explicit Narration(storage::RunKind kind) {
    progress.kind = kind;
    progress.listing = "active";
    boost::asio::co_spawn(loop, watch.narrate(), boost::asio::detached);
  }
  void work_for(int minutes) {
    for (int i = 0; i < minutes; ++i) {
      ++progress.pages;
      run_for(loop, clock, waiter, 1min);
    }
  }

  boost::asio::io_context loop{1};
  FakeClock clock;
  FakeWaiter waiter{loop, clock};
  MessageLog log;
  output::Console console{STDERR_FILENO};
  config::Environment environment = [](std::string_view) { return std::optional<std::string>(); };
  Surroundings around{environment, clock, console, {}, {}, log};
  sync::Progress progress;
  daemon::ProgressWatch watch{progress, clock, waiter, around};
};

}  // namespace

TEST_CASE("a backfill tells of itself each minute in which it got on") {
  Narration narration(storage::RunKind::kBackfill);
  narration.work_for(5);
  CHECK(narration.log.messages == std::vector<std::string>(5, "backfill under way"));
  run_for(narration.loop, narration.clock, narration.waiter, 1h);
  CHECK(narration.log.messages.size() == 5);
}

TEST_CASE("a reconcile, which comes every hour, tells of itself only where it takes long, and then seldom") {
  Narration narration(storage::RunKind::kReconcile);
  narration.work_for(9);
  CHECK(narration.log.messages.empty());
  narration.work_for(21);
  CHECK(narration.log.messages == std::vector<std::string>(3, "reconcile under way"));
}
