// Commands that find a daemon at work hand their job to it.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>
#include <memory>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror::tests;
using threadmirror::fake_hubspot::MutationKind;

namespace {

// A daemon that has all threads and polls once an hour: what comes in between, somebody asked for.
struct IdleDaemon {
  static RehearsalOptions options(int threads) {
    RehearsalOptions options;
    options.threads = threads;
    options.poll_interval = "1h";
    return options;
  }

  explicit IdleDaemon(int threads = 1000) : rehearsal(options(threads)) {
    REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
    daemon = rehearsal.start({"run"});
    REQUIRE(rehearsal.eventually([&] { return std::filesystem::exists(socket()); }));
  }
  std::filesystem::path socket() const { return rehearsal.database().string() + ".control"; }
  void stop() {
    daemon->send(SIGTERM);
    CHECK(daemon->wait_for(kStop).value_or(Exit{}).code == 0);
  }

  Rehearsal rehearsal;
  std::unique_ptr<Program> daemon;
};

}  // namespace

TEST_CASE("sync, reconcile and backfill are done by the running daemon as if there were none") {
  IdleDaemon idle;
  Rehearsal& rehearsal = idle.rehearsal;
  struct stat info {};
  REQUIRE(stat(idle.socket().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);

  rehearsal.mutate(MutationKind::kIncoming, 30);
  const Finished sync = rehearsal.run({"sync"});
  CAPTURE(sync.err);
  CHECK(sync.exit.code == 0);
  CHECK(rehearsal.compare().equal());

  // Of threads that no poll reads: the daemon, which polls after each job, must not mend them first.
  rehearsal.mutate(MutationKind::kClose, rehearsal.quiet_threads(7));
  rehearsal.mutate(MutationKind::kDelete, 3);
  const Finished reconcile = rehearsal.run({"reconcile", "--json"});
  CAPTURE(reconcile.out);
  CHECK(reconcile.exit.code == 0);
  CHECK(reconcile.out.find("\"extra\":3") != std::string::npos);
  CHECK(reconcile.out.find("\"different\":7") != std::string::npos);
  CHECK(rehearsal.compare().equal());

  const Finished backfill = rehearsal.run({"backfill", "--restart"});
  CHECK(backfill.exit.code == 0);
  CHECK(backfill.err.find(": done: ") != std::string::npos);
  CHECK(rehearsal.compare().equal());
  // One may be under way: the daemon goes on with its own work.
  CHECK(rehearsal.number("SELECT count(*) FROM sync_runs WHERE outcome NOT IN ('ok', 'interrupted')") == 0);
  CHECK(idle.daemon->running());
  idle.stop();
  CHECK_FALSE(std::filesystem::exists(idle.socket()));
}

TEST_CASE(
    "a command needs no token where a daemon does its job, and is told when it does not suit the daemon") {
  IdleDaemon idle(100);
  const Rehearsal& rehearsal = idle.rehearsal;
  CHECK(run_program(rehearsal.folder.path(), rehearsal.arguments({"sync"})).exit.code == 0);
  const Finished status = rehearsal.run({"status"});
  CHECK(status.out.find("polling") != std::string::npos);
  CHECK(status.out.find(std::to_string(idle.daemon->pid())) != std::string::npos);
  CHECK(rehearsal.run({"status", "--json"}).out.find("\"activity\": \"polling\"") != std::string::npos);
  idle.stop();
  CHECK(rehearsal.run({"status", "--json"}).out.find("\"daemon\": null") != std::string::npos);
}

TEST_CASE("a failure of the job is the command's, with its exit status, and the daemon works on") {
  IdleDaemon idle(100);
  idle.rehearsal.hubspot.with([](threadmirror::fake_hubspot::Upstream& upstream) {
    upstream.faults().add(*threadmirror::fake_hubspot::parse_fault("status:400,next=0,path=/threads"));
  });
  const Finished sync = idle.rehearsal.run({"sync"});
  CAPTURE(sync.err);
  CHECK(sync.exit.code == 69);
  CHECK(sync.err.find("400") != std::string::npos);
  CHECK(idle.daemon->running());
  idle.stop();
}

TEST_CASE("a command that is interrupted, and a daemon that ends, leave a mirror that goes on") {
  IdleDaemon idle(20000);
  Rehearsal& rehearsal = idle.rehearsal;
  SUBCASE("the command") {
    const auto command = rehearsal.start({"backfill", "--restart"});
    REQUIRE(rehearsal.eventually(
        [&] { return rehearsal.cell("SELECT backfill_complete FROM sync_status") == "0"; }));
    command->send(SIGINT);
    CHECK(command->wait_for(kStop).value_or(Exit{}).code == 75);
    CHECK(command->err().find("interrupted; what was committed stays") != std::string::npos);
    // The daemon takes the unfinished backfill for its own work.
    REQUIRE(rehearsal.eventually(
        [&] { return rehearsal.cell("SELECT backfill_complete FROM sync_status") == "1"; }));
    idle.stop();
  }
  SUBCASE("the daemon") {
    const auto command = rehearsal.start({"backfill", "--restart"});
    REQUIRE(rehearsal.eventually(
        [&] { return rehearsal.cell("SELECT backfill_complete FROM sync_status") == "0"; }));
    idle.stop();
    CHECK(command->wait_for(kStop).value_or(Exit{}).code == 75);
    CHECK(command->err().find("the daemon ended before the job did") != std::string::npos);
  }
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  CHECK(rehearsal.compare().equal());
}

// Fault 83.
TEST_CASE(
    "after a daemon that was killed, commands do their work themselves, and the next daemon listens again") {
  IdleDaemon idle(100);
  idle.daemon->send(SIGKILL);
  idle.daemon->wait();
  REQUIRE(std::filesystem::exists(idle.socket()));
  CHECK(idle.rehearsal.run({"sync"}).exit.code == 0);
  const auto next = idle.rehearsal.start({"run"});
  REQUIRE(idle.rehearsal.eventually([&] {
    return idle.rehearsal.run({"status", "--json"}).out.find("\"activity\"") != std::string::npos;
  }));
  next->send(SIGTERM);
  CHECK(next->wait().code == 0);
}
