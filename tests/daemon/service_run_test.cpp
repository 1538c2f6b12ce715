// `run` as the service manager sees it: the real program, and a socket in $NOTIFY_SOCKET.
#include <doctest/doctest.h>
#include <signal.h>

#include <fstream>
#include <string>

#include "tests/daemon/rehearsal.hpp"
#include "tests/daemon/service/notify_socket.hpp"

using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

class Managed {
 public:
  explicit Managed(const RehearsalOptions& options = {}) : rehearsal(options) {}

  std::unique_ptr<Program> start(Program::Environment more = {}) const {
    Program::Environment environment = rehearsal.environment();
    environment["NOTIFY_SOCKET"] = socket.name();
    for (const auto& [name, value] : more) environment[name] = value;
    return std::make_unique<Program>(rehearsal.folder.path(), rehearsal.arguments({"run"}), environment);
  }
  void append_to_config(const std::string& text) const {
    std::ofstream(rehearsal.config(), std::ios::app) << text;
  }
  bool was_told(const std::string& part) {
    for (const std::string& message : socket.received()) {
      if (message.find(part) != std::string::npos) return true;
    }
    return false;
  }

  Rehearsal rehearsal;
  NotifySocket socket{(rehearsal.folder / "notify").string()};
};

}  // namespace

TEST_CASE("the manager hears ready, how it goes, and stopping") {
  Managed managed({.threads = 500});
  const auto daemon = managed.start();
  REQUIRE(managed.socket.next_with("READY=1"));
  CHECK(managed.rehearsal.number("SELECT count(*) FROM sync_status") == 1);  // the database is there
  REQUIRE(managed.socket.next_with("; 500 threads"));
  daemon->send(SIGTERM);
  REQUIRE(managed.socket.next_with("STOPPING=1\nSTATUS=stopping"));
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 0);
}

// Faults 6, 100.
TEST_CASE("an upstream that is not there does not keep the daemon from being ready") {
  Managed managed;
  managed.rehearsal.hubspot.stop();
  const auto daemon = managed.start();
  CHECK(managed.socket.next_with("READY=1\nSTATUS=not synced yet"));
  CHECK(managed.socket.next_with("trouble: "));
  daemon->send(SIGTERM);
  CHECK(daemon->wait_for(kStop));
}

TEST_CASE("a daemon without configuration, credential, lock or database is never ready") {
  Managed managed;
  int code = 0;
  std::unique_ptr<Program> other;
  Program::Environment environment;
  SUBCASE("configuration") {
    managed.append_to_config("unknown = 1\n");
    code = 78;
  }
  SUBCASE("credential") {
    environment["HUBSPOT_ACCESS_TOKEN"] = "";
    code = 78;
  }
  SUBCASE("lock") {
    other = managed.rehearsal.start({"run"});
    REQUIRE(
        managed.rehearsal.eventually([&] { return std::filesystem::exists(managed.rehearsal.database()); }));
    code = 75;
  }
  SUBCASE("database") {
    std::ofstream(managed.rehearsal.database()) << "no database at all, but long enough to be looked at";
    code = 65;
  }
  const auto daemon = managed.start(environment);
  CHECK(daemon->wait().code == code);
  CHECK(managed.was_told("STOPPING=1\nSTATUS=failed: "));
  CHECK_FALSE(managed.was_told("READY=1"));
}

TEST_CASE("a refused token ends the daemon with the reason as its last status") {
  Managed managed;
  const auto daemon = managed.start({{"HUBSPOT_ACCESS_TOKEN", "pat-na1-wrong"}});
  CHECK(daemon->wait().code == 77);
  CHECK(managed.was_told("STOPPING=1\nSTATUS=failed: "));
  CHECK_FALSE(managed.was_told("pat-na1-wrong"));
}

// Fault 98.
TEST_CASE("the watchdog hears of a daemon that runs, and nothing of one that is stopped") {
  Managed managed;
  const auto daemon = managed.start({{"WATCHDOG_USEC", "200000"}});
  for (int i = 0; i < 5; ++i) REQUIRE(managed.socket.next_with("WATCHDOG=1"));
  daemon->send(SIGSTOP);
  REQUIRE(managed.rehearsal.eventually([&] { return !managed.socket.next(500ms); }));
  CHECK_FALSE(managed.socket.next(500ms));
  daemon->send(SIGCONT);
  CHECK(managed.socket.next_with("WATCHDOG=1"));
}

TEST_CASE("a watchdog that is meant for another process hears nothing") {
  Managed managed;
  const auto daemon = managed.start({{"WATCHDOG_USEC", "200000"}, {"WATCHDOG_PID", "1"}});
  REQUIRE(managed.socket.next_with("; 2,000 threads"));
  CHECK_FALSE(managed.was_told("WATCHDOG=1"));
}

// Fault 87.
TEST_CASE("a bad configuration at SIGHUP is told and logged, and the daemon goes on; a good one counts") {
  Managed managed({.threads = 300});
  const auto daemon = managed.start();
  REQUIRE(managed.socket.next_with("; 300 threads"));
  managed.append_to_config("[log]\nlevel = \"debug\"\nlevel_of_detail = 3\n");
  daemon->send(SIGHUP);
  REQUIRE(managed.socket.next_with("RELOADING=1\nMONOTONIC_USEC="));
  const auto refused = managed.socket.next_with("READY=1");
  REQUIRE(refused);
  CHECK(refused->find("reload refused") != std::string::npos);
  CHECK(daemon->err().find("log.level_of_detail") != std::string::npos);
  CHECK(daemon->err().find("listing finished") == std::string::npos);

  std::string text;
  {
    std::ifstream file(managed.rehearsal.config());
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("level_of_detail")) text += line + "\n";
    }
  }
  std::ofstream(managed.rehearsal.config()) << text << "[http]\nlisten = \"127.0.0.1:9\"\n";
  daemon->send(SIGHUP);
  REQUIRE(managed.socket.next_with("RELOADING=1\nMONOTONIC_USEC="));
  const auto accepted = managed.socket.next_with("READY=1");
  REQUIRE(accepted);
  CHECK(accepted->find("reload refused") == std::string::npos);
  CHECK(accepted->find("a restart is needed for http.listen") != std::string::npos);
  managed.rehearsal.mutate(threadmirror::fake_hubspot::MutationKind::kIncoming, 1);
  CHECK(managed.rehearsal.eventually([&] {  // logged at the debug level only
    return daemon->err().find("poll brought changes") != std::string::npos;
  }));
  daemon->send(SIGTERM);
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 0);
}

// Fault 93.
TEST_CASE("a storm of SIGHUPs is one reload now and one later, and the mirror goes on") {
  Managed managed({.threads = 300});
  const auto daemon = managed.start();
  REQUIRE(managed.socket.next_with("READY=1"));
  daemon->send(SIGHUP);
  REQUIRE(managed.socket.next_with("RELOADING=1"));
  for (int i = 0; i < 2000; ++i) daemon->send(SIGHUP);
  REQUIRE(managed.socket.next_with("RELOADING=1"));  // what came too soon is not forgotten
  REQUIRE(managed.socket.next_with("; 300 threads"));
  daemon->send(SIGTERM);
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  long reloads = 0;
  for (const std::string& message : managed.socket.received()) {
    reloads += message.starts_with("RELOADING=1") ? 1 : 0;
  }
  CHECK(reloads < 20);
}
