// export, as a user types it: formats, files, refusals, interruption.
#include "daemon/export_command.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "daemon/stop_signals.hpp"
#include "storage/mirror_store.hpp"
#include "tests/daemon/output/fakes.hpp"
#include "tests/daemon/program.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using Words = std::vector<std::string>;
namespace fs = std::filesystem;
namespace output = daemon::output;
using output::ExitCode;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A mirror with threads 1 to `count`, and an empty folder for exports.
struct ExportedMirror {
  explicit ExportedMirror(std::int64_t count = 3) {
    storage::StoreOptions options;
    options.path = folder / "mirror.db";
    const core::SystemClock clock;
    core::NullLog log;
    const auto store = storage::MirrorStore::open(options, clock, log).value();
    storage::PageCommit page;
    page.listing = "active";
    page.observed_at = clock.now();
    for (std::int64_t id = 1; id <= count; ++id) {
      page.threads.emplace_back().id = id;
      page.threads.back().status = id == 2 ? "" : "OPEN";
    }
    REQUIRE(store->commit(page));
    fs::create_directory(shelf);
    std::ofstream(folder / "config.toml") << "[storage]\npath = \"" << options.path.string() << "\"\n";
  }
  Words arguments(Words command) const {
    command.insert(command.begin(), {"--config", (folder / "config.toml").string()});
    return command;
  }
  Finished run(Words command) const { return run_program(folder.path(), arguments(std::move(command))); }
  std::string file(const std::string& name) const { return (shelf / name).string(); }
  // The names on the shelf, each with a space behind it.
  std::string shelved() const {
    std::string names;
    for (const auto& entry : fs::directory_iterator(shelf)) names += entry.path().filename().string() + " ";
    return names;
  }

  TempFolder folder;
  fs::path shelf = folder / "shelf";
};

std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// How an export in this process ended for which SIGINT was pending from the beginning.
struct Stopped {
  ExitCode code;
  std::string err;
};
Stopped export_with_signal(const ExportedMirror& mirror, const daemon::ExportOptions& options) {
  Channel err = Channel::pipe();
  const config::Environment environment = config::process_environment();
  const core::SystemClock clock;
  output::Console console(err.writer());
  core::NullLog log;
  config::Loaded loaded;
  loaded.database = mirror.folder / "mirror.db";
  daemon::hold_stop_signals();
  raise(SIGINT);
  const ExitCode code = daemon::run_export(loaded, options, {environment, clock, console, {}, {}, log});
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  int taken = 0;
  sigwait(&interrupt, &taken);
  daemon::release_stop_signals();
  return {code, err.drain()};
}

// A pipe with a name that this process reads, and that holds less than 5000 threads.
struct NamedPipe {
  explicit NamedPipe(fs::path name) : path(std::move(name)) {
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(reader >= 0);
  }
  ~NamedPipe() { leave(); }
  NamedPipe(const NamedPipe&) = delete;
  NamedPipe& operator=(const NamedPipe&) = delete;

  // Waits, a generous while, until there is something to read.
  bool has_text() const {
    pollfd waiting{reader, POLLIN, 0};
    return poll(&waiting, 1, 60'000) == 1 && (waiting.revents & POLLIN) != 0;
  }
  void leave() {
    if (reader >= 0) close(std::exchange(reader, -1));
  }

  fs::path path;
  int reader = -1;
};

}  // namespace

TEST_CASE("export writes CSV to standard output: NULL is nothing, an empty text is two quotes") {
  const ExportedMirror mirror;
  const Finished done = mirror.run({"export", "threads"});
  CHECK(done.err == "");
  CHECK(done.exit.code == 0);
  CHECK(done.out.starts_with("id,status,inbox_id,"));
  CHECK(holds(done.out, "\r\n1,OPEN,,"));
  CHECK(holds(done.out, "\r\n2,\"\",,"));
  CHECK(done.out == mirror.run({"query", "--format", "csv", "SELECT * FROM threads"}).out);
}

TEST_CASE("export writes JSON lines with numbers and nulls, of views, too") {
  const ExportedMirror mirror;
  const Finished done = mirror.run({"export", "open_threads", "--format", "jsonl"});
  CHECK(done.exit.code == 0);
  CHECK(done.out.starts_with("{\"id\":1,\"status\":\"OPEN\",\"inbox_id\":null,"));
  CHECK(holds(done.out, "}\n{\"id\":3,"));
}

TEST_CASE("export into a file writes what its ending says, and tells what that is") {
  const ExportedMirror mirror;
  chmod((mirror.folder / "mirror.db").c_str(), 0640);
  const Finished csv = mirror.run({"export", "threads", "--output", mirror.file("t.csv")});
  CHECK(csv.exit.code == 0);
  CHECK(csv.out.starts_with(mirror.file("t.csv") + ": 3 rows as csv, "));
  CHECK(csv.out.ends_with(" bytes\n"));
  CHECK(text_of(mirror.file("t.csv")) == mirror.run({"export", "threads"}).out);
  CHECK((fs::status(mirror.file("t.csv")).permissions() & fs::perms::mask) == fs::perms(0640));
  CHECK(mirror.run({"export", "threads", "--output", mirror.file("t.jsonl")}).exit.code == 0);
  CHECK(text_of(mirror.file("t.jsonl")).starts_with("{\"id\":1,"));
  const Finished sqlite = mirror.run({"export", "open_threads", "--output", mirror.file("t.db")});
  CHECK(sqlite.out == mirror.file("t.db") + ": 2 rows as sqlite, 8.0 KiB\n");
  CHECK(text_of(mirror.file("t.db")).starts_with("SQLite format 3"));
  CHECK(mirror.run({"export", "threads", "--format", "jsonl", "--output", mirror.file("u.db")}).exit.code ==
        0);
  CHECK(text_of(mirror.file("u.db")) == text_of(mirror.file("t.jsonl")));
}

TEST_CASE("export leaves a file that exists as it is, and replaces it with --force") {
  const ExportedMirror mirror;
  const std::string file = mirror.file("rows.csv");
  std::ofstream(file) << "mine";
  const Finished refused = mirror.run({"export", "threads", "--output", file});
  CHECK(refused.exit.code == 73);
  CHECK(holds(refused.err, "--force"));
  CHECK(refused.out == "");
  CHECK(text_of(file) == "mine");
  CHECK(mirror.run({"export", "threads", "--output", file, "--force"}).exit.code == 0);
  CHECK(text_of(file).starts_with("id,"));
  const std::string database = (mirror.folder / "mirror.db").string();
  CHECK(mirror.run({"export", "threads", "--output", database, "--force"}).exit.code == 73);
  CHECK(mirror.run({"status"}).exit.code != 65);
  CHECK(mirror.shelved() == "rows.csv ");
}

TEST_CASE("export refuses what it does not know with 64, and a missing mirror with 74") {
  const ExportedMirror mirror;
  for (const auto& [arguments, told] :
       {std::pair{Words{"export", "sqlite_schema"}, "open_threads"},
        {Words{"export", "thread"}, "did you mean \"threads\"?"},
        {Words{"export", "threads", "--format", "xml"}, "csv, jsonl and sqlite"},
        {Words{"export", "threads", "--format", "sqlite"}, "--output"}}) {
    CAPTURE(told);
    const Finished done = mirror.run(arguments);
    CHECK(done.exit.code == 64);
    CHECK_MESSAGE(holds(done.err, told), done.err);
    CHECK(done.out == "");
  }
  const std::string none = (mirror.folder / "none.db").string();
  CHECK(mirror.run({"--database", none, "export", "threads", "--output", mirror.file("x.csv")}).exit.code ==
        74);
  CHECK(mirror.shelved() == "");
}

TEST_CASE("a signal ends an export into a file with 75, and what stood there stays") {
  const ExportedMirror mirror(5000);
  for (const std::string name : {"rows.csv", "rows.jsonl", "rows.db"}) {
    CAPTURE(name);
    std::ofstream(mirror.file(name)) << "from yesterday";
    const Stopped stopped = export_with_signal(mirror, {"threads", {}, mirror.file(name), true});
    CHECK(stopped.code == ExitCode::kInstanceRunning);
    CHECK(stopped.err == "threadmirror: interrupted; no export was made\n");
    CHECK(text_of(mirror.file(name)) == "from yesterday");
    fs::remove(mirror.file(name));
    CHECK(mirror.shelved() == "");
  }
}

TEST_CASE("a signal ends an export to standard output with 75, also while nobody takes what it prints") {
  const ExportedMirror mirror(5000);
  NamedPipe pipe(mirror.folder / "pipe");
  Program program(mirror.folder.path(), mirror.arguments({"export", "threads"}), {}, pipe.path);
  REQUIRE(pipe.has_text());
  program.send(SIGTERM);
  const auto exit = program.wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 75);
  CHECK(program.err() == "threadmirror: the export was interrupted; what it printed is not all\n");
}

TEST_CASE("a reader that leaves ends an export quietly") {
  const ExportedMirror mirror(5000);
  NamedPipe pipe(mirror.folder / "pipe");
  Program program(mirror.folder.path(), mirror.arguments({"export", "threads"}), {}, pipe.path);
  REQUIRE(pipe.has_text());
  pipe.leave();
  CHECK(program.wait().code == 0);
  CHECK(program.err() == "");
}
