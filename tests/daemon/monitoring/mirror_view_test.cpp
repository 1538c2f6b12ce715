#include "daemon/monitoring/mirror_view.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <memory>
#include <thread>

#include "core/log.hpp"
#include "storage/mirror_store.hpp"
#include "sync/reconcile.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon::monitoring;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

// Stands still until it is moved; read in the view's thread, moved while that rests.
struct HandClock final : core::Clock {
  core::Timestamp now() const override { return *core::Timestamp::parse("2026-11-21T10:00:00Z"); }
  core::SteadyTime steady_now() const override { return steady; }
  core::SteadyTime steady{1h};
};

// As HandClock, but who asks for the steady time is held until `go`: like a disk that hangs.
struct HangingClock final : core::Clock {
  core::Timestamp now() const override { return *core::Timestamp::parse("2026-11-21T10:00:00Z"); }
  core::SteadyTime steady_now() const override {
    go.wait();
    return core::SteadyTime(1h);
  }
  mutable std::latch go{1};
};

// A mirror, and an event loop that looks at it.
struct Setup {
  std::unique_ptr<storage::MirrorStore> open_store() {
    storage::StoreOptions options;
    options.path = database;
    return std::move(*storage::MirrorStore::open(options, clock, log));
  }
  MirrorLook look(MirrorView& view) {
    std::optional<MirrorLook> result;
    loop.restart();
    boost::asio::co_spawn(loop, view.look(),
                          [&](std::exception_ptr, MirrorLook found) { result = std::move(found); });
    loop.run();
    return std::move(result.value());
  }

  TempFolder folder;
  std::filesystem::path database = folder / "mirror.db";
  HandClock clock;
  core::NullLog log;
  boost::asio::io_context loop;
};

}  // namespace

TEST_CASE("a look brings the view's row, the guard and the sizes of the files") {
  Setup setup;
  const auto store = setup.open_store();
  MirrorView view(setup.database, setup.clock, 5s);
  const MirrorLook first = setup.look(view);
  REQUIRE(first.status.has_value());
  CHECK_FALSE(first.status->health.empty());
  CHECK_FALSE(first.mass_delete_guard);
  CHECK(first.database_bytes.value() > 0);
  CHECK(first.wal_bytes.has_value());
  CHECK(first.taken_at == setup.clock.now());

  REQUIRE(store->set_info(sync::kMassDeleteGuardKey, "too many").has_value());
  setup.clock.steady += 5s;
  const MirrorLook later = setup.look(view);
  CHECK(later.mass_delete_guard);
  CHECK(later.status->health == "attention");
  CHECK(later.status->cause == "too many");
}

TEST_CASE("a look is kept for its time, so that many watchers cost one look") {
  Setup setup;
  const auto store = setup.open_store();
  MirrorView view(setup.database, setup.clock, 5s);
  CHECK_FALSE(setup.look(view).mass_delete_guard);
  REQUIRE(store->set_info(sync::kMassDeleteGuardKey, "too many").has_value());
  setup.clock.steady += 4999ms;
  CHECK_FALSE(setup.look(view).mass_delete_guard);
  setup.clock.steady += 1ms;
  CHECK(setup.look(view).mass_delete_guard);
}

TEST_CASE("a database that is not there is an error, and found as soon as it is") {
  Setup setup;
  MirrorView view(setup.database, setup.clock, 0s);
  const MirrorLook none = setup.look(view);
  REQUIRE_FALSE(none.status.has_value());
  CHECK(none.status.error().code() == core::ErrorCode::kDatabaseMissing);
  CHECK_FALSE(none.database_bytes);
  CHECK_FALSE(none.wal_bytes);
  const auto store = setup.open_store();
  CHECK(setup.look(view).status.has_value());
}

TEST_CASE("looks that are under way at the same time are all answered") {
  Setup setup;
  const auto store = setup.open_store();
  MirrorView view(setup.database, setup.clock, 0s);
  int answered = 0;
  for (int i = 0; i < MirrorView::kMostLooks; ++i) {
    boost::asio::co_spawn(setup.loop, view.look(), [&](std::exception_ptr, const MirrorLook& look) {
      answered += look.status.has_value() ? 1 : 0;
    });
  }
  setup.loop.run();
  CHECK(answered == MirrorView::kMostLooks);
}

TEST_CASE("while the disk hangs, so many looks wait for it and all others fail at once") {
  Setup setup;
  const auto store = setup.open_store();
  HangingClock clock;
  MirrorView view(setup.database, clock, 0s);
  int answered = 0;
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    boost::asio::co_spawn(setup.loop, view.look(), [&](std::exception_ptr, const MirrorLook& look) {
      ++(look.status ? answered : refused);
      if (!look.status) CHECK(look.status.error().code() == core::ErrorCode::kTimeout);
    });
  }
  while (refused < 100 - MirrorView::kMostLooks) setup.loop.run_one();
  CHECK(answered == 0);
  clock.go.count_down();
  setup.loop.run();
  CHECK(answered == MirrorView::kMostLooks);
  CHECK(setup.look(view).status.has_value());
}

TEST_CASE("after a stop every look ends at once, and says why") {
  Setup setup;
  const auto store = setup.open_store();
  MirrorView view(setup.database, setup.clock, 0s);
  CHECK(setup.look(view).status.has_value());
  view.stop();
  const MirrorLook refused = setup.look(view);
  REQUIRE_FALSE(refused.status.has_value());
  CHECK(refused.status.error().code() == core::ErrorCode::kCancelled);
}
