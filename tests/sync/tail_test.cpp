#include "sync/tail.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

// The size of database and WAL: grows with every write.
std::uintmax_t bytes_on_disk(const EngineRig& rig) {
  return std::filesystem::file_size(rig.folder / "mirror.db") +
         std::filesystem::file_size(rig.folder / "mirror.db-wal");
}

// The tail with its own notes, on the rig's world.
struct TailRig : EngineRig {
  using EngineRig::EngineRig;
  sync::Notes notes{*world};
  sync::Tail tail{*world, notes};
};

}  // namespace

TEST_CASE("the first poll sets the watermark to the present and leaves the past to the backfill") {
  TailRig rig;
  rig.api.put(thread(1, rig.clock.now() - 2h));
  const auto start = rig.clock.now();
  REQUIRE(rig.run(rig.tail.poll()));
  CHECK(rig.cell("SELECT count(*) FROM threads") == "0");
  CHECK(rig.cell("SELECT watermark FROM sync_state WHERE stream = 'tail'") == start.to_string());
}

TEST_CASE("a new message is read by the next poll, a page at a time, and the watermark follows") {
  TailRig rig;
  REQUIRE(rig.run(rig.tail.poll()));
  rig.clock.advance(30s);
  for (int id = 1; id <= 8; ++id)
    rig.api.put(thread(id, rig.clock.now() - 1s + std::chrono::milliseconds(id)));
  REQUIRE(rig.run(rig.tail.poll()));
  CHECK(rig.cell("SELECT count(*) FROM threads") == "8");
  CHECK(rig.cell("SELECT watermark FROM sync_state") ==
        rig.cell("SELECT max(latest_message_timestamp) FROM threads"));
  CHECK(rig.cell("SELECT kind || ' ' || outcome || ' ' || pages || ' ' || inserted FROM sync_runs") ==
        "tail ok 3 8");
}

TEST_CASE("a poll that finds nothing new makes one request and writes nothing while freshness is not due") {
  TailRig rig;
  rig.api.put(thread(1, rig.clock.now()));
  REQUIRE(rig.run(rig.tail.poll()));
  const std::string runs = rig.cell("SELECT count(*) FROM sync_runs");
  const std::string changed = rig.cell("SELECT changed_at FROM threads");
  rig.clock.advance(20s);
  const auto bytes = bytes_on_disk(rig);
  const std::size_t requests = rig.api.requests.size();
  REQUIRE(rig.run(rig.tail.poll()));
  CHECK(rig.api.requests.size() == requests + 1);
  CHECK(bytes_on_disk(rig) == bytes);
  CHECK(rig.cell("SELECT count(*) FROM sync_runs") == runs);
  CHECK(rig.cell("SELECT changed_at FROM threads") == changed);
}

TEST_CASE("freshness is written at least once a minute") {
  sync::EngineOptions options;
  options.poll_interval = 7s;
  TailRig rig(options);
  bool ended = false;
  boost::asio::co_spawn(rig.loop, rig.tail.keep_polling(rig.world->options.poll_interval),
                        [&](std::exception_ptr, core::Status) { ended = true; });
  for (int minute = 0; minute < 30; ++minute) {
    tests::run_for(rig.loop, rig.clock, rig.waiter, 1min);
    if (minute < 1) continue;
    const auto told = core::Timestamp::parse(rig.cell("SELECT last_poll_at FROM sync_status"));
    REQUIRE(told);
    CHECK(rig.clock.now() - *told <= 61s);
  }
  CHECK_FALSE(ended);
  rig.loop.stop();
}

// Fault 67.
TEST_CASE("an older version served after a newer one does not undo it") {
  TailRig rig;
  REQUIRE(rig.run(rig.tail.poll()));
  auto newer = thread(1, rig.clock.now());
  newer.status = "CLOSED";
  rig.api.put(newer);
  REQUIRE(rig.run(rig.tail.poll()));
  rig.api.put(thread(1, rig.clock.now() - 1min));
  REQUIRE(rig.run(rig.tail.poll()));
  CHECK(rig.cell("SELECT status FROM threads") == "CLOSED");
}

TEST_CASE("each chosen inbox has a watermark of its own") {
  sync::EngineOptions options;
  options.inbox_ids = {1, 2};
  TailRig rig(options);
  REQUIRE(rig.run(rig.tail.poll()));
  auto other = thread(5, rig.clock.now());
  other.inbox_id = "2";
  auto foreign = thread(6, rig.clock.now());
  foreign.inbox_id = "3";
  rig.api.put(other);
  rig.api.put(foreign);
  REQUIRE(rig.run(rig.tail.poll()));
  CHECK(rig.column("SELECT id FROM threads") == std::vector<std::string>{"5"});
  CHECK(rig.column("SELECT stream FROM sync_state ORDER BY 1") ==
        std::vector<std::string>{"tail/inbox=1", "tail/inbox=2"});
}

// Fault 79.
TEST_CASE("a database that was moved away is noticed before the next poll writes into it") {
  TailRig rig;
  REQUIRE(rig.run(rig.tail.poll()));
  std::filesystem::rename(rig.folder / "mirror.db", rig.folder / "elsewhere.db");
  const std::size_t requests = rig.api.requests.size();
  const core::Status outcome = rig.run(rig.tail.poll());
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == core::ErrorCode::kIo);
  CHECK(rig.api.requests.size() == requests);
}

// Fault 28.
TEST_CASE("polling rests ever longer while the upstream fails, says why, and recovers by itself") {
  TailRig rig;
  REQUIRE(rig.run(rig.tail.poll()));
  const std::size_t before = rig.api.requests.size();
  for (int i = 0; i < 1000; ++i) rig.api.failures.emplace_back(core::ErrorCode::kServerError, "503");
  bool ended = false;
  boost::asio::co_spawn(rig.loop, rig.tail.keep_polling(rig.world->options.poll_interval),
                        [&](std::exception_ptr, core::Status) { ended = true; });
  tests::run_for(rig.loop, rig.clock, rig.waiter, 6h);
  CHECK_FALSE(ended);
  CHECK(rig.api.requests.size() - before < 6 * 60);  // less than once a minute
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'last_error'") == "503");
  rig.api.failures.clear();
  rig.api.put(thread(1, rig.clock.now()));
  tests::run_for(rig.loop, rig.clock, rig.waiter, 6min);
  CHECK(rig.cell("SELECT count(*) FROM threads") == "1");
  CHECK(rig.column("SELECT value FROM mirror_info WHERE key = 'last_error'").empty());
  rig.loop.stop();
}

TEST_CASE("a refused token ends the polling") {
  TailRig rig;
  REQUIRE(rig.run(rig.tail.poll()));
  rig.api.failures.emplace_back(core::ErrorCode::kUnauthorized, "401");
  const core::Status ended = rig.run(rig.tail.keep_polling(rig.world->options.poll_interval));
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code() == core::ErrorCode::kUnauthorized);
}
