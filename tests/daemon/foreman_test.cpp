#include "daemon/foreman.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/foreman_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using daemon::control::JobKind;
using daemon::control::Order;
using threadmirror::tests::ForemanRig;
using threadmirror::tests::thread;

TEST_CASE("the daemon serves, does a job when it is asked, and serves on") {
  ForemanRig rig;
  CHECK(rig.cell("SELECT count(*) FROM threads") == "9");
  CHECK(rig.foreman.activity() == "polling");
  rig.api.put(thread(10, rig.clock.now()));
  const auto sync = rig.ask({JobKind::kSync});
  rig.pass(1s);
  REQUIRE(sync->result);
  CHECK_FALSE(sync->result->failure);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "10");
  rig.api.put(thread(11, rig.clock.now()));
  rig.pass(60s);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "11");
  CHECK_FALSE(rig.ended);
}

TEST_CASE("jobs are done one after the other, in the order in which they were asked for") {
  ForemanRig rig;
  rig.api.latency = 500ms;
  const auto first = rig.ask({JobKind::kReconcile});
  const auto second = rig.ask({JobKind::kSync});
  rig.pass(100ms);
  CHECK(rig.foreman.current_job() == "reconcile");
  while (!first->result) rig.pass(100ms);
  CHECK_FALSE(second->result);
  rig.pass(10s);
  REQUIRE(second->result);
  CHECK_FALSE(second->result->failure);
  CHECK(rig.foreman.current_job().empty());
}

TEST_CASE("a reconcile for a command tells its differences and its counts") {
  struct Notes final : sync::DifferenceSink {
    void take(const storage::Difference& difference) override { ids.push_back(difference.id); }
    std::vector<std::int64_t> ids;
  };
  ForemanRig rig;
  rig.api.threads[4].status = "CLOSED";
  rig.api.threads.erase(6);
  Notes notes;
  Order order{JobKind::kReconcile};
  order.wants_differences = true;
  const auto asking = rig.ask(order, &notes);
  rig.pass(10s);
  REQUIRE(asking->result);
  CHECK(notes.ids == std::vector<std::int64_t>{4, 6});
  CHECK(asking->result->report.counters.threads_seen == 8);
}

TEST_CASE("a job that is given up ends, one that has not begun never does, and the daemon serves on") {
  ForemanRig rig;
  rig.api.latency = 500ms;
  const auto first = rig.ask({JobKind::kReconcile});
  const auto second = rig.ask({JobKind::kBackfill, true});
  rig.pass(1100ms);
  second->hang_up.emit(boost::asio::cancellation_type::terminal);
  first->hang_up.emit(boost::asio::cancellation_type::terminal);
  rig.pass(100ms);
  CHECK(first->gave_up);
  CHECK(second->gave_up);
  rig.pass(10s);
  CHECK(rig.foreman.current_job().empty());
  CHECK(rig.cell("SELECT backfill_complete FROM sync_status") == "1");  // it was not begun anew
  rig.api.put(thread(12, rig.clock.now()));
  rig.pass(60s);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "10");
}

TEST_CASE("a failure of a job is its command's; one that ends the daemon does so") {
  ForemanRig rig;
  rig.api.failures.emplace_back(core::ErrorCode::kTimeout, "slow");
  const auto asking = rig.ask({JobKind::kSync});
  rig.pass(1s);
  REQUIRE(asking->result);
  CHECK(asking->result->failure->message() == "slow");
  rig.pass(60s);
  CHECK_FALSE(rig.ended);
  rig.api.portal = core::fail(core::ErrorCode::kUnauthorized, "the token is refused");
  const auto last = rig.ask({JobKind::kSync});
  rig.pass(60s);
  REQUIRE(last->result);
  CHECK(last->result->failure->code() == core::ErrorCode::kUnauthorized);
  REQUIRE(rig.ended);
  CHECK(rig.ended->error().code() == core::ErrorCode::kUnauthorized);
}
