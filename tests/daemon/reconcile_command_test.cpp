// reconcile, as a user types it, against a HubSpot on loopback over TLS.
#include <doctest/doctest.h>
#include <signal.h>

#include <string>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using fake_hubspot::MutationKind;

namespace {

constexpr MutationKind kSilent[] = {
    MutationKind::kClose,  MutationKind::kReopen,       MutationKind::kAssign,
    MutationKind::kSpam,   MutationKind::kMoveInbox,    MutationKind::kArchive,
    MutationKind::kTicket, MutationKind::kMergeContact, MutationKind::kRestore};

}  // namespace

// Faults 62, 63, 64.
TEST_CASE("reconcile mends every silent change, back-dated arrival and deletion, and tells what it was") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  for (const MutationKind kind : kSilent) rehearsal.mutate(kind, 5);
  rehearsal.mutate(MutationKind::kDelete, 7);
  rehearsal.mutate(MutationKind::kBackDated, 3);
  const auto before = rehearsal.compare();
  REQUIRE(before.missing == 3);
  REQUIRE(before.extra == 7);
  REQUIRE(before.different > 20);

  const Finished done = rehearsal.run({"reconcile", "--json"});
  CAPTURE(done.err);
  REQUIRE(done.exit.code == 0);
  const std::string counts =
      "\"missing\":3,\"extra\":7,\"different\":" + std::to_string(before.different) + ",";
  CHECK(done.out.find(counts) != std::string::npos);
  CHECK(rehearsal.compare().equal());
  CHECK(rehearsal.number("SELECT deleted_threads FROM sync_status") == 7);
  CHECK(rehearsal.number("SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL AND "
                         "deletion_evidence LIKE '%404%'") == 7);
  CHECK(rehearsal.run({"status"}).exit.code == 0);

  const Finished again = rehearsal.run({"reconcile"});
  CHECK(again.exit.code == 0);
  CHECK(again.out.find("nothing had to be changed") != std::string::npos);
}

TEST_CASE("reconcile reports what its own poll brought, too") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.mutate(MutationKind::kNewThread, 4);
  const Finished done = rehearsal.run({"reconcile", "--json"});
  CHECK(done.exit.code == 0);
  CHECK(done.out.find("\"missing\":4,\"extra\":0,") != std::string::npos);
}

// Fault 65.
TEST_CASE("a mass deletion is not believed: exit 1, health attention, nothing marked, until it is allowed") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.mutate(MutationKind::kDelete, 150);
  const Finished refused = rehearsal.run({"reconcile"});
  CHECK(refused.exit.code == 1);
  CHECK(refused.out.find("--allow-mass-delete") != std::string::npos);
  CHECK(rehearsal.cell("SELECT health || deleted_threads FROM sync_status") == "attention0");
  const Finished status = rehearsal.run({"status"});
  CHECK(status.exit.code == 1);
  CHECK(status.out.find("150 of 2,000 threads are missing upstream") != std::string::npos);
  CHECK(rehearsal.run({"sync"}).exit.code == 0);
  CHECK(rehearsal.cell("SELECT health FROM sync_status") == "attention");  // a poll does not settle it

  CHECK(rehearsal.run({"reconcile", "--allow-mass-delete"}).exit.code == 0);
  CHECK(rehearsal.compare().equal());
  CHECK(rehearsal.cell("SELECT health || deleted_threads FROM sync_status") == "current150");
}

TEST_CASE("an interrupted reconcile ends with 75, marks nothing as complete, and the daemon finishes it") {
  Rehearsal rehearsal({.threads = 3000, .page_size = 20, .latency = std::chrono::milliseconds(20)});
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.mutate(MutationKind::kDelete, 5);
  rehearsal.mutate(MutationKind::kClose, 50);
  const auto program = rehearsal.start({"reconcile"});
  REQUIRE(rehearsal.eventually([&] {
    return rehearsal.number(
               "SELECT count(*) FROM sync_state WHERE stream = 'reconcile/active' AND pages > 3") == 1;
  }));
  program->send(SIGTERM);
  CHECK(program->wait().code == 75);
  CHECK(rehearsal.cell("SELECT last_reconcile_at IS NULL FROM sync_status") == "1");
  CHECK(rehearsal.number("SELECT deleted_threads FROM sync_status") == 0);

  const auto daemon = rehearsal.start({"run"});
  CHECK(rehearsal.eventually(
      [&] { return rehearsal.cell("SELECT last_reconcile_at IS NULL FROM sync_status") == "0"; }));
  daemon->send(SIGTERM);
  CHECK(daemon->wait().code == 0);
  CHECK(rehearsal.compare().equal());
  CHECK(rehearsal.number(
            "SELECT count(*) FROM sync_runs WHERE kind = 'reconcile' AND outcome = 'interrupted'") == 1);
}
