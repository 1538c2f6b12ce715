// The whole program, watched from outside.
#include "daemon/monitor.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <deque>
#include <fstream>
#include <regex>

#include "tests/daemon/rehearsal.hpp"
#include "tests/sync/http/local_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

void listen_on_address(const Rehearsal& rehearsal, const std::string& address) {
  std::ofstream(rehearsal.config(), std::ios::app) << "[http]\nlisten = \"" << address << "\"\n";
}

// A daemon that answers on a port of the system's choice.
struct Watched {
  explicit Watched(const RehearsalOptions& options = {}) : rehearsal(options) {
    listen_on_address(rehearsal, "127.0.0.1:0");
    program = rehearsal.start({"run"});
    REQUIRE(rehearsal.eventually([&] { return !address().empty(); }));
  }
  std::string address() const {
    const std::string log = program->err();
    std::smatch found;
    const bool serves = std::regex_search(log, found, std::regex("are served address=(\\S+)\n"));
    return serves ? found[1].str() : "";
  }
  std::string get(const std::string& path, const std::string& headers = {}) const {
    LocalClient client(address());
    client.send("GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
    return client.read_all();
  }

  Rehearsal rehearsal;
  std::unique_ptr<Program> program;
};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the daemon lives, catches up, becomes ready, and tells how much it has done") {
  RehearsalOptions options;
  options.latency = 20ms;
  const Watched daemon(options);
  CHECK(daemon.get("/healthz").ends_with("\r\n\r\nok\n"));
  CHECK(daemon.get("/readyz").starts_with("HTTP/1.1 503 "));
  CHECK(daemon.get("/").starts_with("HTTP/1.1 404 "));
  CHECK(daemon.rehearsal.eventually([&] { return daemon.get("/readyz").starts_with("HTTP/1.1 200 "); }));
  CHECK(daemon.get("/readyz").ends_with("\r\n\r\ncurrent\n"));
  CHECK(holds(daemon.get("/readyz", "Accept: application/json\r\n"), R"("health":"current")"));
  // Everywhere the same word for the mirror's health.
  CHECK(daemon.rehearsal.cell("SELECT health FROM sync_status") == "current");
  CHECK(holds(daemon.rehearsal.run({"status", "--json"}).out, R"("health": "current")"));
  const std::string metrics = daemon.get("/metrics");
  CAPTURE(metrics);
  CHECK(holds(metrics, "\nthreadmirror_threads 2000\n"));
  CHECK(holds(metrics, "\nthreadmirror_health{state=\"current\"} 1\n"));
  CHECK(holds(metrics, "\nthreadmirror_requests_total{outcome=\"timeout\"} 0\n"));
  CHECK_FALSE(holds(metrics, "fake-0000"));  // the token
  daemon.program->send(SIGTERM);
  const auto exit = daemon.program->wait_for(kStop);
  REQUIRE(exit.has_value());
  CHECK(exit->code == 0);
}

// Fault 101.
TEST_CASE("clients that send garbage, or slowly, or nothing, touch neither the mirror nor its end") {
  Watched daemon;
  LocalClient idle(daemon.address());
  std::deque<LocalClient> slow;
  for (int i = 0; i < 30; ++i) {
    slow.emplace_back(daemon.address());
    slow.back().send("GET /met");
  }
  LocalClient garbage(daemon.address());
  garbage.send(std::string(100000, '\x16'));
  CHECK(garbage.read_all().starts_with("HTTP/1.1 400 "));
  CHECK(daemon.rehearsal.eventually(
      [&] { return daemon.rehearsal.cell("SELECT backfill_complete FROM sync_status") == "1"; }));
  daemon.rehearsal.mutate(fake_hubspot::MutationKind::kIncoming, 20);
  CHECK(daemon.rehearsal.eventually([&] { return daemon.rehearsal.compare().equal(); }));
  LocalClient late(daemon.address());
  late.send("GET /");
  CHECK(daemon.get("/healthz").ends_with("ok\n"));
  daemon.program->send(SIGTERM);
  const auto exit = daemon.program->wait_for(kStop);
  REQUIRE(exit.has_value());
  CHECK(exit->code == 0);
  CHECK(idle.read_all().empty());
}

// Fault 101.
TEST_CASE(
    "where another process has the address, the mirror is kept all the same, and served when it is free") {
  auto first = std::make_unique<Watched>();
  const std::string address = first->address();
  Rehearsal second;
  listen_on_address(second, address);
  const auto program = second.start({"run"});
  REQUIRE(second.eventually([&] { return holds(program->err(), "not served until the address is free"); }));
  CHECK(second.eventually([&] { return second.cell("SELECT backfill_complete FROM sync_status") == "1"; }));
  CHECK(second.compare().equal());
  first.reset();
  CHECK(second.eventually([&] { return holds(program->err(), "are served address=" + address); }));
  program->send(SIGTERM);
  const auto exit = program->wait_for(kStop);
  REQUIRE(exit.has_value());
  CHECK(exit->code == 0);
}

TEST_CASE("an address that is not this machine's ends the start with 78") {
  const Rehearsal rehearsal;
  listen_on_address(rehearsal, "192.0.2.1:9464");
  const Finished refused = rehearsal.run({"run"});
  CHECK(refused.exit.code == 78);
  CHECK(holds(refused.err, "cannot listen on 192.0.2.1:9464"));
}

TEST_CASE("only the daemon listens") {
  const Watched daemon;
  const Rehearsal other;
  listen_on_address(other, daemon.address());
  CHECK(other.run({"sync"}).exit.code == 0);
}
