// verify and reconcile --dry-run, as a user types them, against a HubSpot on loopback over TLS.
#include "daemon/verify_command.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using fake_hubspot::MutationKind;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Three threads are new, five changed silently, two are gone.
void change(Rehearsal& rehearsal) {
  rehearsal.mutate(MutationKind::kDelete, 2);
  rehearsal.mutate(MutationKind::kNewThread, 3);
  rehearsal.mutate(MutationKind::kArchive, 5);
}

std::string bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Everything that the mirror is made of, log included.
std::string files(const Rehearsal& rehearsal) {
  const std::string path = rehearsal.database().string();
  return bytes(path) + bytes(path + "-wal");
}

// The number behind `"name":` in JSON.
long number_in(const std::string& json, const std::string& name) {
  const auto at = json.find("\"" + name + "\":");
  return at == std::string::npos ? -1 : std::stol(json.substr(at + name.size() + 3));
}

}  // namespace

TEST_CASE("verify of an equal mirror says so and ends with 0") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const std::string before = files(rehearsal);
  const Finished done = rehearsal.run({"verify"});
  CAPTURE(done.err);
  CHECK(done.exit.code == 0);
  CHECK(done.out == "The mirror equals HubSpot: 2,000 threads compared.\n");
  CHECK(contains(done.err, "verify: done: 2,000 threads"));
  CHECK(files(rehearsal) == before);
}

TEST_CASE("verify counts as the truth does, tells ids and fields, writes nothing, and ends with 1") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  change(rehearsal);
  const auto truth = rehearsal.compare();
  const std::string before = files(rehearsal);
  const Finished text = rehearsal.run({"verify"});
  CAPTURE(text.out);
  CHECK(text.exit.code == 1);
  CHECK(contains(text.out, std::to_string(truth.missing) + " missing, " + std::to_string(truth.extra) +
                               " extra, " + std::to_string(truth.different) + " different."));
  CHECK(contains(text.out, "│ archived"));
  const Finished json = rehearsal.run({"verify", "--json"});
  CHECK(json.exit.code == 1);
  CHECK(number_in(json.out, "missing") == truth.missing);
  CHECK(number_in(json.out, "extra") == truth.extra);
  CHECK(number_in(json.out, "different") == truth.different);
  CHECK(number_in(json.out, "compared") == truth.expected);
  CHECK(number_in(json.out, "unconfirmed") == 0);
  for (const auto& example : truth.examples) {
    CHECK(contains(json.out, "{\"id\":" + std::to_string(example.id) + ",\"kind\":\"" + example.kind + "\""));
  }
  CHECK(files(rehearsal) == before);
}

TEST_CASE("reconcile --dry-run tells the same as what would be changed, writes nothing, and ends with 0") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  change(rehearsal);
  const auto truth = rehearsal.compare();
  const std::string before = files(rehearsal);
  const Finished done = rehearsal.run({"reconcile", "--dry-run"});
  CAPTURE(done.out);
  CHECK(done.exit.code == 0);
  CHECK(contains(done.out, std::to_string(truth.missing) + " would be inserted, " +
                               std::to_string(truth.different) + " updated, " + std::to_string(truth.extra) +
                               " marked as deleted."));
  const Finished json = rehearsal.run({"reconcile", "--dry-run", "--json"});
  CHECK(json.exit.code == 0);
  CHECK(contains(json.out, "\"dry_run\":true,\"mass_delete_guard\":null}"));
  CHECK(files(rehearsal) == before);
}

// Fault 65.
TEST_CASE("reconcile --dry-run tells that a mass deletion would not be believed") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.mutate(MutationKind::kDelete, 150);
  const Finished done = rehearsal.run({"reconcile", "--dry-run"});
  CHECK(done.exit.code == 0);
  CHECK(contains(done.out, "none marked as deleted."));
  CHECK(contains(done.out, "150 of 2,000"));
  CHECK(contains(done.out, "--allow-mass-delete"));
  CHECK(rehearsal.run({"verify"}).exit.code == 1);
}

TEST_CASE("verify works beside a running daemon and is not misled by what moves") {
  Rehearsal rehearsal({.page_size = 20, .latency = 2ms});
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const auto daemon = rehearsal.start({"run"});
  REQUIRE(rehearsal.eventually([&] { return rehearsal.run({"status"}).exit.code == 0; }));
  const auto verify = rehearsal.start({"verify"});
  rehearsal.mutate(MutationKind::kIncoming, 40);
  rehearsal.mutate(MutationKind::kNewThread, 10);
  CHECK(rehearsal.eventually([&] { return rehearsal.compare().equal(); }));
  const Exit exit = verify->wait();
  CAPTURE(verify->out());
  CAPTURE(verify->err());
  CHECK((exit.code == 0 || exit.code == 1));
  CHECK(rehearsal.run({"verify"}).exit.code == 0);
  daemon->send(SIGTERM);
  CHECK(daemon->wait().code == 0);
}

// Fault 69.
TEST_CASE("verify with a token of another portal ends with 77 and compares nothing") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.hubspot.with(
      [](fake_hubspot::Upstream& upstream) { upstream.service().account().portal_id = 99; });
  const std::string before = files(rehearsal);
  const std::int64_t requests = rehearsal.requests();
  const Finished done = rehearsal.run({"verify"});
  CHECK(done.exit.code == 77);
  CHECK(contains(done.err, "portal 99"));
  CHECK(done.out.empty());
  CHECK(rehearsal.requests() == requests + 1);
  CHECK(files(rehearsal) == before);
}

TEST_CASE("without a database there is nothing to verify, and none is made") {
  Rehearsal rehearsal;
  const Finished done = rehearsal.run({"verify"});
  CHECK(done.exit.code == 74);
  CHECK(contains(done.err, "there is no database"));
  CHECK(rehearsal.requests() == 0);
  CHECK_FALSE(std::filesystem::exists(rehearsal.database()));
}

// Fault 92.
TEST_CASE("SIGTERM ends verify with 75 in every state, says so, and prints no report") {
  Rehearsal rehearsal({.page_size = 20, .latency = 20ms});
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  for (const int life : {0, 100, 400}) {
    const auto verify = rehearsal.start({"verify"});
    REQUIRE(rehearsal.eventually([&] { return verify->minds_sigterm(); }));
    CHECK_FALSE(verify->wait_for(std::chrono::milliseconds(life)));
    verify->send(life == 100 ? SIGINT : SIGTERM);
    const auto exit = verify->wait_for(kStop);
    CAPTURE(life);
    REQUIRE(exit);
    CHECK(exit->code == 75);
    CHECK(contains(verify->err(), "interrupted"));
    CHECK(verify->out().empty());
  }
}

TEST_CASE("a listing that fails for good is a failure with 69 and no comparison") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  rehearsal.hubspot.with([](fake_hubspot::Upstream& upstream) {
    fake_hubspot::FaultRule rule;
    rule.value = 404;
    rule.next = 0;
    rule.path = "archived=true";
    upstream.faults().add(rule);
  });
  const Finished done = rehearsal.run({"verify", "--json"});
  CAPTURE(done.err);
  CHECK(done.exit.code == 69);
  CHECK(done.out.empty());
}

TEST_CASE("a refused token ends verify with 77") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const Finished done = run_program(rehearsal.folder.path(), rehearsal.arguments({"verify", "--json"}),
                                    {{"HUBSPOT_ACCESS_TOKEN", "pat-na1-wrong"}});
  CHECK(done.exit.code == 77);
  CHECK(done.out.empty());
}

// Sanitizers use memory of their own: nothing to measure there.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Fault 71.
TEST_CASE("verify's memory does not depend on the number of threads, whether they are equal or missing") {
  Rehearsal nearly_empty({.threads = 1});
  REQUIRE(nearly_empty.run({"backfill"}).exit.code == 0);
  const auto peaks = [&](int threads) {
    Rehearsal rehearsal({.threads = threads, .page_size = 500});
    REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
    const Finished equal = rehearsal.run({"verify"});
    REQUIRE(equal.exit.code == 0);
    const Finished missing =
        rehearsal.run({"verify", "--json", "--database", nearly_empty.database().string()});
    REQUIRE(missing.exit.code == 1);
    CHECK(number_in(missing.out, "missing") >= threads - 1);
    CHECK(number_in(missing.out, "unconfirmed") >= threads - 1002);
    return std::pair(equal.exit.peak_kib, missing.exit.peak_kib);
  };
  const auto small = peaks(5000);
  const auto large = peaks(50000);
  MESSAGE("peak memory in KiB: 5,000 threads: " << small.first << " equal, " << small.second
                                                << " missing; 50,000 threads: " << large.first << ", "
                                                << large.second);
  CHECK(large.first <= small.first + 4 * 1024);
  CHECK(large.second <= small.second + 4 * 1024);
}
#endif
