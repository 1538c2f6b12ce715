#include "daemon/service/lifeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/daemon/service/notify_socket.hpp"
#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using namespace daemon::service;
using tests::EngineRig;
using tests::NotifySocket;

namespace {

// A daemon's lifeline on a real engine in virtual time, and the manager that listens.
class Life {
 public:
  explicit Life(std::optional<std::chrono::microseconds> watchdog = {},
                std::chrono::milliseconds silence = 1h)
      : lifeline({rig.folder / "mirror.db", watchdog, silence}, notifier, *rig.world, progress) {}

  static config::Environment environment(const std::string& name) {
    return [name](std::string_view variable) {
      return variable == "NOTIFY_SOCKET" ? std::optional(name) : std::nullopt;
    };
  }
  void keep() { boost::asio::co_spawn(rig.loop, lifeline.keep(), boost::asio::detached); }
  // The manager reads all the while: who sends to a full socket waits in real time.
  void pass(std::chrono::milliseconds span) {
    for (std::chrono::milliseconds step; span.count() > 0; span -= step) {
      step = std::min(span, std::chrono::milliseconds(10s));
      tests::run_for(rig.loop, rig.clock, rig.waiter, step);
      while (auto message = manager.next()) unheard.push_back(*std::move(message));
    }
  }
  // How often the manager was told something with these words since the last question.
  long heard(const std::string& part) {
    const long count = std::count_if(unheard.begin(), unheard.end(), [&](const std::string& message) {
      return message.find(part) != std::string::npos;
    });
    unheard.clear();
    return count;
  }
  std::string last_status() {
    std::string last;
    for (const std::string& message : manager.received()) {
      const auto at = message.find("STATUS=");
      if (at != std::string::npos) last = message.substr(at + 7);
    }
    return last;
  }

  EngineRig rig;
  std::vector<std::string> unheard;
  NotifySocket manager{(rig.folder / "notify").string()};
  Notifier notifier{environment(manager.name())};
  sync::Progress progress;
  Lifeline lifeline;
};

}  // namespace

TEST_CASE("ready is told with a status, before anything was heard of the upstream") {
  Life life;
  life.lifeline.ready();
  CHECK(life.manager.next() == "READY=1\nSTATUS=not synced yet");
}

TEST_CASE("the status follows the engine, with the threads that were there and those that came") {
  Life life;
  for (int id = 1; id <= 7; ++id) life.rig.api.put(tests::thread(id, life.rig.clock.now()));
  REQUIRE(life.rig.run(life.rig.mirror->backfill_once(false, nullptr)));
  life.keep();
  life.pass(1s);
  CHECK(life.last_status() == "synced 1 s ago; 7 threads");
  life.rig.api.put(tests::thread(8, life.rig.clock.now()));
  boost::asio::co_spawn(life.rig.loop, life.rig.mirror->sync_once(nullptr),
                        [](std::exception_ptr, core::Status) {});
  life.pass(10s);
  CHECK(life.last_status().find("; 8 threads") != std::string::npos);
}

TEST_CASE("a status that stays the same is not told twice") {
  Life life;
  life.keep();
  life.pass(1s);
  CHECK(life.heard("STATUS=not synced yet; 0 threads") == 1);
  life.pass(10min);
  CHECK(life.heard("STATUS=") == 0);
}

TEST_CASE("signs of life come twice in the watchdog's time, whatever the upstream does") {
  Life life(8s);
  life.keep();
  life.pass(10min);
  CHECK(life.heard("WATCHDOG=1") >= 150);
}

TEST_CASE("without a watchdog nobody is told signs of life") {
  Life life;
  life.keep();
  life.pass(10min);
  CHECK(life.heard("WATCHDOG=1") == 0);
}

// Fault 98.
TEST_CASE("an engine that hangs gets no sign of life, one that shows something again does") {
  Life life(20s, 5min);
  life.keep();
  life.pass(5min + 10s);
  CHECK(life.heard("WATCHDOG=1") > 0);
  life.pass(10min);
  CHECK(life.heard("WATCHDOG=1") == 0);
  life.rig.telemetry.sign(storage::RunKind::kReconcile, life.rig.clock.steady_now());
  life.pass(1min);
  CHECK(life.heard("WATCHDOG=1") == 0);  // a sweep that works does not stand for the tail
  life.rig.telemetry.sign(storage::RunKind::kTail, life.rig.clock.steady_now());
  life.pass(1min);
  CHECK(life.heard("WATCHDOG=1") > 0);
}

TEST_CASE("a daemon that waits for an upstream that is down for hours gives signs of life") {
  Life life(20s);
  life.rig.api.portal = tl::unexpected(core::Error(core::ErrorCode::kConnect, "nobody answers"));
  boost::asio::co_spawn(life.rig.loop, life.rig.mirror->serve(&life.progress),
                        [](std::exception_ptr, core::Status) {});
  life.keep();
  life.pass(12h);
  life.heard("");
  life.pass(1min);
  CHECK(life.heard("WATCHDOG=1") >= 6);
  CHECK(life.last_status().find("trouble: ") != std::string::npos);
}

TEST_CASE("a reload is announced with its time, and over with what there is to say") {
  Life life;
  life.lifeline.reloading();
  life.lifeline.reloaded("reload refused");
  const auto first = life.manager.next();
  REQUIRE(first);
  const auto since_boot =
      std::chrono::duration_cast<std::chrono::microseconds>(life.rig.clock.steady_now().time_since_epoch());
  CHECK(*first == "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot.count()));
  CHECK(life.manager.next() == "READY=1\nSTATUS=not synced yet; reload refused");
  life.lifeline.reloaded(std::nullopt);
  CHECK(life.manager.next() == "READY=1\nSTATUS=not synced yet");
}

TEST_CASE("after the word of stopping no status follows") {
  Life life;
  life.keep();
  life.pass(500ms);
  life.lifeline.stopping("stopping");
  REQUIRE(life.manager.next() == "STOPPING=1\nSTATUS=stopping");
  life.pass(1min);
  CHECK(life.heard("STATUS") == 0);
}
