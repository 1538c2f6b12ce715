// run, backfill and sync, as a user types them, against a HubSpot on loopback over TLS.
#include "daemon/mirror_commands.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <string>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using fake_hubspot::MutationKind;
using namespace std::chrono_literals;

namespace {
// Sanitizers slow the program down.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::chrono::seconds kSoon{10};
#else
constexpr std::chrono::seconds kSoon{1};
#endif
}  // namespace

TEST_CASE("backfill mirrors every thread field by field, and says what it did") {
  Rehearsal rehearsal;
  const Finished done = rehearsal.run({"backfill"});
  CAPTURE(done.err);
  REQUIRE(done.exit.code == 0);
  const auto comparison = rehearsal.compare();
  CAPTURE(comparison.to_json());
  CHECK(comparison.equal());
  CHECK(comparison.live == 2000);
  CHECK(rehearsal.cell("SELECT backfill_complete FROM sync_status") == "1");
  CHECK(rehearsal.cell("SELECT portal_id FROM sync_status") == "1234567");
  CHECK(done.err.find("2,000 threads") != std::string::npos);
}

TEST_CASE("sync with nothing new asks for the account and one listing, and writes no thread") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);  // the backfill comes first
  CHECK(rehearsal.compare().equal());
  const std::int64_t requests = rehearsal.requests();
  const std::string changed = rehearsal.cell("SELECT max(changed_at) FROM threads");
  const std::string runs = rehearsal.cell("SELECT count(*) FROM sync_runs");
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  CHECK(rehearsal.requests() == requests + 2);
  CHECK(rehearsal.cell("SELECT max(changed_at) FROM threads") == changed);
  CHECK(rehearsal.cell("SELECT count(*) FROM sync_runs") == runs);
}

TEST_CASE("sync brings new messages and new threads") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.mutate(MutationKind::kIncoming, 150);
  rehearsal.mutate(MutationKind::kNewThread, 30);
  CHECK_FALSE(rehearsal.compare().equal());
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  CHECK(rehearsal.compare().equal());
}

TEST_CASE("the daemon backfills, follows new messages, and ends with 0 after SIGTERM") {
  Rehearsal rehearsal;
  const auto daemon = rehearsal.start({"run"});
  REQUIRE(rehearsal.eventually([&] {
    return std::filesystem::exists(rehearsal.database()) &&
           rehearsal.number("SELECT count(*) FROM sqlite_schema WHERE name = 'sync_status'") == 1 &&
           rehearsal.cell("SELECT backfill_complete FROM sync_status") == "1";
  }));
  rehearsal.mutate(MutationKind::kIncoming, 50);
  rehearsal.mutate(MutationKind::kNewThread, 10);
  CHECK(rehearsal.eventually([&] { return rehearsal.compare().equal(); }));
  CHECK(rehearsal.run({"status"}).exit.code == 0);
  daemon->send(SIGTERM);
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CAPTURE(daemon->err());
  CHECK(exit->code == 0);
  // The WAL's files stay, so that readers without write access can open the database.
  CHECK(std::filesystem::exists(rehearsal.database().string() + "-wal"));
  CHECK(std::filesystem::exists(rehearsal.database().string() + "-shm"));
}

// Fault 92.
TEST_CASE("SIGTERM ends the daemon with 0 within five seconds in every state") {
  Rehearsal rehearsal({.threads = 4000, .page_size = 20, .latency = 20ms});
  for (int life = 0; life < 600; life += 40) {
    const auto daemon = rehearsal.start({"run"});
    // Before `main` begins a SIGTERM is the kernel's.
    REQUIRE(rehearsal.eventually([&] { return daemon->minds_sigterm(); }));
    daemon->wait_for(std::chrono::milliseconds(life));
    daemon->send(SIGTERM);
    if (life % 80 == 0) daemon->send(SIGTERM);
    const auto exit = daemon->wait_for(kStop);
    CAPTURE(life);
    CAPTURE(daemon->err());
    REQUIRE(exit);
    CHECK(exit->code == 0);
  }
}

// Faults 2, 92.
TEST_CASE("SIGTERM ends the daemon while the upstream does not answer") {
  Rehearsal rehearsal({.latency = 60s});
  const auto daemon = rehearsal.start({"run"});
  CHECK_FALSE(daemon->wait_for(400ms));
  daemon->send(SIGTERM);
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 0);
}

TEST_CASE("an interrupted backfill is no success, says so, and goes on from there") {
  Rehearsal rehearsal({.threads = 4000, .page_size = 20, .poll_interval = "1h", .latency = 50ms});
  const auto backfill = rehearsal.start({"backfill"});
  REQUIRE(rehearsal.eventually([&] {
    return std::filesystem::exists(rehearsal.database()) &&
           rehearsal.number("SELECT count(*) FROM sqlite_schema WHERE name = 'threads'") == 1 &&
           rehearsal.number("SELECT count(*) FROM threads") > 2500;
  }));
  backfill->send(SIGINT);
  const auto exit = backfill->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 75);
  CHECK(backfill->err().find("goes on from there") != std::string::npos);
  CHECK(rehearsal.cell("SELECT outcome FROM sync_runs WHERE kind = 'backfill' ORDER BY id DESC") ==
        "interrupted");
  CHECK(rehearsal.cell("SELECT backfill_complete FROM sync_status") == "0");
  const std::int64_t rows = rehearsal.number("SELECT count(*) FROM threads");
  const std::int64_t requests = rehearsal.requests();
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  CHECK(rehearsal.compare().equal());
  // What is left, by several readers, and everything once more as a proof.
  CHECK(rehearsal.requests() - requests <= (4000 - rows) / 20 * 12 / 10 + 4000 / 20 + 30);
}

// Fault 82.
TEST_CASE("a second writer ends with 75 within a second and names the holder") {
  // Beside a daemon other commands have a job for it: see handover_test.cpp.
  struct Holder {
    std::string command;
    std::vector<std::string> seconds;
  };
  for (const Holder& holder :
       {Holder{"run", {"run"}}, Holder{"backfill", {"run", "backfill", "sync", "reconcile"}}}) {
    RehearsalOptions options;
    options.latency = 1s;
    Rehearsal rehearsal(options);
    const auto first = rehearsal.start({holder.command});
    REQUIRE(rehearsal.eventually([&] { return std::filesystem::exists(rehearsal.database()); }));
    for (const std::string& command : holder.seconds) {
      const auto second = rehearsal.start({command});
      const auto exit = second->wait_for(kSoon);
      REQUIRE(exit);
      CHECK(exit->code == 75);
      CHECK(second->err().find(std::to_string(first->pid())) != std::string::npos);
    }
  }
}

// Fault 31.
TEST_CASE("a refused token ends every command with 77") {
  Rehearsal rehearsal;
  auto environment = rehearsal.environment();
  environment["HUBSPOT_ACCESS_TOKEN"] = "pat-na1-wrong";
  for (const std::string command : {"run", "backfill", "sync"}) {
    const std::int64_t before = rehearsal.requests();
    const Finished done = run_program(rehearsal.folder.path(), rehearsal.arguments({command}), environment);
    CAPTURE(done.err);
    CHECK(done.exit.code == 77);
    CHECK(rehearsal.requests() - before <= 2);
    CHECK(done.err.find("pat-na1-wrong") == std::string::npos);
  }
}

TEST_CASE("an upstream that is not there ends a one-shot command with 69") {
  Rehearsal rehearsal;
  rehearsal.hubspot.stop();
  const Finished done = rehearsal.run({"sync"});
  CAPTURE(done.err);
  CHECK(done.exit.code == 69);
}

// Fault 69.
TEST_CASE("a token of another portal is refused with 77") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.hubspot.with(
      [](fake_hubspot::Upstream& upstream) { upstream.service().account().portal_id = 99; });
  const Finished done = rehearsal.run({"sync"});
  CHECK(done.exit.code == 77);
  CHECK(done.err.find("99") != std::string::npos);
}
