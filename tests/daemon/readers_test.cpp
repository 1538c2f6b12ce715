// What docs/READERS.md promises to those who open the file with tools of their own: sqlite3 and Python,
// beside the daemon.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/mirror_store.hpp"
#include "tests/daemon/rehearsal.hpp"
#include "tests/daemon/session.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using fake_hubspot::MutationKind;
namespace fs = std::filesystem;

namespace {

std::string uri(const fs::path& database, const std::string& options) {
  return "'file:" + database.string() + "?" + options + "'";
}

// Both answer each line of SQL with the first cell of its last row, or with an error, and neither waits for a
// lock.
std::string sqlite3_shell(const std::string& uri) {
  require_program("sqlite3");
  return "stdbuf -oL sqlite3 -batch " + uri;
}
std::string python(const std::string& uri) {
  require_program("python3");
  return "python3 -u -c '\n"
         "import sqlite3, sys\n"
         "db = sqlite3.connect(sys.argv[1], uri=True, timeout=0, isolation_level=None)\n"
         "for line in sys.stdin:\n"
         "  try:\n"
         "    for statement in filter(str.strip, line.split(\";\")): row = db.execute(statement).fetchone()\n"
         "    print(row[0])\n"
         "  except sqlite3.Error as error: print(\"Error:\", error)\n"
         "' " +
         uri;
}

// The same program as somebody who may only read. Whoever is not root can't become somebody else, and stays.
std::string as_nobody(const std::string& command) {
  if (geteuid() != 0) return command;
  require_program("setpriv");
  return "setpriv --reuid=65534 --regid=65534 --clear-groups " + command;
}

std::string count_in_shell(const std::string& uri) {
  return output_of("sqlite3 -batch " + uri + " 'SELECT count(*) FROM threads'");
}

// A filled mirror and the daemon that keeps it fresh, in a folder that everybody may look into.
struct KeptMirror {
  static RehearsalOptions options() {
    RehearsalOptions options;
    options.threads = 500;
    return options;
  }
  KeptMirror() : rehearsal(options()) {
    REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
    chmod(rehearsal.folder.path().c_str(), 0755);
    for (const char* suffix : {"", "-wal", "-shm"}) chmod((file() + suffix).c_str(), 0644);
    daemon = rehearsal.start({"run"});
  }
  std::string file() const { return rehearsal.database().string(); }
  std::string read_only() const { return uri(file(), "mode=ro"); }

  Rehearsal rehearsal;
  std::unique_ptr<Program> daemon;
};

// A store without a daemon, whose log may have two megabytes.
struct SmallStore {
  SmallStore() {
    storage::StoreOptions options;
    options.path = folder / "mirror.db";
    options.busy_timeout = std::chrono::milliseconds(0);
    options.wal_warning = std::int64_t{1} << 20;
    options.wal_ceiling = std::int64_t{2} << 20;
    store = storage::MirrorStore::open(options, clock, log).value();
  }
  // So many new threads, in one commit.
  core::Status add(int count) {
    storage::PageCommit page;
    page.listing = "active";
    page.observed_at = clock.now();
    for (int i = 0; i < count; ++i) page.threads.emplace_back().id = ++last_id;
    const auto done = store->commit(page);
    return done ? core::Status() : core::fail(done.error());
  }
  std::string file() const { return (folder / "mirror.db").string(); }

  TempFolder folder;
  core::SystemClock clock;
  core::NullLog log;
  std::unique_ptr<storage::MirrorStore> store;
  std::int64_t last_id = 0;
};

constexpr char kLatest[] = "SELECT max(latest_message_timestamp) FROM threads;";
constexpr char kCount[] = "SELECT count(*) FROM threads;";

}  // namespace

TEST_CASE(
    "sqlite3 and Python see each new commit of the daemon, on a connection that stays, and never a lock") {
  KeptMirror kept;
  Session shell(sqlite3_shell(kept.read_only()));
  Session script(python(kept.read_only()));
  Session nobody(as_nobody(sqlite3_shell(kept.read_only())));
  for (Session* reader : {&shell, &script, &nobody}) {
    for (int round = 0; round < 5; ++round) {
      const std::string before = reader->ask(kLatest);
      REQUIRE_MESSAGE(before.starts_with("20"), before);
      kept.rehearsal.mutate(MutationKind::kIncoming, 3);
      std::string now;
      REQUIRE(kept.rehearsal.eventually([&] {
        now = reader->ask(kLatest);
        return now > before || !now.starts_with("20");
      }));
      CHECK_MESSAGE(now.starts_with("20"), now);
    }
  }
  CHECK(kept.daemon->running());
}

TEST_CASE("a transaction stays in its moment, however long, while the daemon writes and others read on") {
  KeptMirror kept;
  Session report(python(kept.read_only()));
  const std::string before = report.ask(std::string("BEGIN; ") + kLatest);
  REQUIRE(before.starts_with("20"));
  kept.rehearsal.mutate(MutationKind::kIncoming, 3);
  REQUIRE(kept.rehearsal.eventually([&] { return kept.rehearsal.cell(kLatest) > before; }));
  CHECK(report.ask(kLatest) == before);
  const std::string after = report.ask(std::string("COMMIT; ") + kLatest);
  CHECK_MESSAGE(after.starts_with("20"), after);
  CHECK(after > before);
}

TEST_CASE(
    "who may only read the files reads while the daemon runs, after its stop and after its death; and can't "
    "write") {
  KeptMirror kept;
  const auto ask = [&](const std::string& sql) {
    return output_of(as_nobody("sqlite3 -batch " + kept.read_only() + " '" + sql + "'"));
  };
  CHECK(ask(kCount) == "500");
  CHECK(output_of(as_nobody("sqlite3 -batch '" + kept.file() + "' '" + kCount + "'")) == "500");
  CHECK(ask("DELETE FROM threads").find("readonly") != std::string::npos);
  kept.daemon->send(SIGTERM);
  REQUIRE(kept.daemon->wait_for(kStop));
  CHECK(ask(kCount) == "500");
  CHECK(fs::exists(kept.file() + "-wal"));  // without it nobody could open the file who may not write
  CHECK(fs::exists(kept.file() + "-shm"));
  kept.daemon = kept.rehearsal.start({"run"});
  REQUIRE(kept.rehearsal.eventually([&] { return fs::exists(kept.file() + ".control"); }));
  kept.daemon->send(SIGKILL);
  kept.daemon->wait();
  CHECK(ask(kCount) == "500");
}

TEST_CASE("a read-only file in a read-only folder is read with mode=ro") {
  SmallStore small;
  REQUIRE(small.add(10));
  small.store->close();
  chmod(small.folder.path().c_str(), 0555);
  for (const char* suffix : {"", "-wal", "-shm"}) chmod((small.file() + suffix).c_str(), 0444);
  CHECK(output_of(as_nobody("sqlite3 -batch " + uri(small.file(), "mode=ro") + " '" + kCount + "'")) == "10");
  chmod(small.folder.path().c_str(), 0755);
}

TEST_CASE(
    "a reader that stays in one transaction can't grow the log without bound, and nothing breaks when it "
    "leaves") {
  SmallStore small;
  REQUIRE(small.add(10));
  Session report(python(uri(small.file(), "mode=ro")));
  REQUIRE(report.ask(std::string("BEGIN; ") + kCount) == "10");
  core::Status written;
  for (int page = 0; page < 1000 && written; ++page) written = small.add(500);
  REQUIRE_FALSE(written);
  CHECK(written.error().code() == core::ErrorCode::kBusy);
  CHECK(fs::file_size(small.file() + "-wal") < std::uintmax_t{3} << 20);
  CHECK(report.ask(kCount) == "10");
  const std::string all = report.ask(std::string("COMMIT; ") + kCount);
  CHECK(std::stoi(all) > 1000);
  CHECK(small.add(1));
  CHECK(output_of("sqlite3 -batch " + uri(small.file(), "mode=ro") + " 'PRAGMA integrity_check'") == "ok");
}

TEST_CASE("immutable=1 does not see what is in the log: never beside a daemon") {
  require_program("sqlite3");
  SmallStore small;
  REQUIRE(small.add(10));
  CHECK(count_in_shell(uri(small.file(), "mode=ro")) == "10");
  CHECK(count_in_shell(uri(small.file(), "immutable=1")) != "10");
}

TEST_CASE("who opens a mirror that nobody keeps for writing takes the log away with it: mode=ro leaves it") {
  require_program("sqlite3");
  SmallStore small;
  REQUIRE(small.add(10));
  small.store.reset();
  CHECK(count_in_shell(uri(small.file(), "mode=ro")) == "10");
  CHECK(fs::exists(small.file() + "-wal"));
  CHECK(count_in_shell("'" + small.file() + "'") == "10");
  CHECK_FALSE(fs::exists(small.file() + "-wal"));
  // And then who may not make it anew can't open the file.
  chmod(small.file().c_str(), 0444);
  chmod(small.folder.path().c_str(), 0555);
  const std::string refused =
      output_of(as_nobody("sqlite3 -batch " + uri(small.file(), "mode=ro") + " '" + kCount + "'"));
  chmod(small.folder.path().c_str(), 0755);
  CHECK_MESSAGE(refused.starts_with("Error"), refused);
}
