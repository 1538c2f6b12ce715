#include "daemon/backup_command.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
namespace fs = std::filesystem;

TEST_CASE("a backup beside the running daemon tells what it holds, and can be asked like the mirror") {
  RehearsalOptions options;
  options.threads = 500;
  Rehearsal rehearsal(options);
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const auto daemon = rehearsal.start({"run"});
  REQUIRE(
      rehearsal.eventually([&] { return daemon->err().find("threadmirror starts") != std::string::npos; }));
  const std::string file = (rehearsal.folder / "copy.db").string();
  const Finished done = rehearsal.run({"backup", file});
  CAPTURE(done.err);
  CHECK(done.exit.code == 0);
  CHECK(done.out.starts_with(file + ": 500 threads, "));
  CHECK(done.out.ends_with(" KiB, verified\n"));
  CHECK(rehearsal.run({"backup", file}).exit.code == 0);
  const Finished count =
      rehearsal.run({"--database", file, "query", "--format", "csv", "SELECT count(*) FROM threads"});
  CHECK(count.out.find("500") != std::string::npos);
  daemon->send(SIGTERM);
  CHECK(daemon->wait().code == 0);
}

TEST_CASE("a mirror that was lost is brought back by its backup, and catches up") {
  RehearsalOptions options;
  options.threads = 300;
  Rehearsal rehearsal(options);
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const fs::path file = rehearsal.folder / "copy.db";
  REQUIRE(rehearsal.run({"backup", file.string()}).exit.code == 0);
  rehearsal.mutate(fake_hubspot::MutationKind::kIncoming, 20);
  rehearsal.mutate(fake_hubspot::MutationKind::kNewThread, 5);
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  // As the help says it.
  fs::copy_file(file, rehearsal.database(), fs::copy_options::overwrite_existing);
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(rehearsal.database().string() + suffix);
  CHECK_FALSE(rehearsal.compare().equal());
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  CHECK(rehearsal.compare().equal());
}

TEST_CASE("a backup over something else is refused with exit status 73, without a mirror with 74") {
  Rehearsal rehearsal;
  const fs::path file = rehearsal.folder / "letter.txt";
  std::ofstream(file) << "dear";
  CHECK(rehearsal.run({"backup", file.string()}).exit.code == 74);  // there is no mirror yet
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  const Finished refused = rehearsal.run({"backup", file.string()});
  CHECK(refused.exit.code == 73);
  CHECK(refused.err.find("is no earlier backup; it is left as it is") != std::string::npos);
  CHECK(refused.out.empty());
  CHECK(rehearsal.run({"backup"}).exit.code == 64);
}
