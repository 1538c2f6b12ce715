// query, as a user types it: parameters, recipes, interruption, time limit.
#include "daemon/query_command.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "storage/mirror_store.hpp"
#include "storage/recipe.hpp"
#include "tests/daemon/program.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
namespace fs = std::filesystem;
using Words = std::vector<std::string>;

namespace {

// Rows without an end, few of them at a time: what they fill is read again.
constexpr char kEndless[] =
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) "
    "SELECT i, 'text' FROM n WHERE i % 1000 = 0";

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A mirror of three open threads that no daemon keeps, and the program beside it.
struct SmallMirror {
  SmallMirror() {
    storage::StoreOptions options;
    options.path = folder / "mirror.db";
    const core::SystemClock clock;
    core::NullLog log;
    const auto store = storage::MirrorStore::open(options, clock, log).value();
    storage::PageCommit page;
    page.listing = "active";
    page.observed_at = clock.now();
    for (const std::int64_t id : {1, 2, 3}) {
      page.threads.emplace_back().id = id;
      page.threads.back().status = "OPEN";
    }
    REQUIRE(store->commit(page));
    std::ofstream(folder / "config.toml") << "[storage]\npath = \"" << options.path.string() << "\"\n";
  }
  Words arguments(Words command) const {
    command.insert(command.begin(), {"--config", (folder / "config.toml").string()});
    return command;
  }
  Finished run(Words command) const { return run_program(folder.path(), arguments(std::move(command))); }

  TempFolder folder;
};

// Looks every few milliseconds until the file has that size; false after a generous limit.
bool has_grown(const fs::path& file, std::uintmax_t bytes) {
  std::error_code not_yet_there;
  const auto is_so = [&] {
    const std::uintmax_t size = fs::file_size(file, not_yet_there);
    return !not_yet_there && size >= bytes;
  };
  for (int i = 0; i < 5000 && !is_so(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return is_so();
}

}  // namespace

TEST_CASE("query binds parameters with their type") {
  const SmallMirror mirror;
  const Finished done =
      mirror.run({"query", "--format", "jsonl", "--param", "a=7", "--param", "b='7'", "--param", "c=NULL",
                  "SELECT :a AS a, $b AS b, @c AS c, typeof(:d) AS d", "--param", "d=1.5"});
  CHECK(done.err == "");
  CHECK(done.out == "{\"a\":7,\"b\":\"7\",\"c\":null,\"d\":\"real\"}\n");
}

TEST_CASE("query refuses parameters that do not fit, limits that are none and unknown recipes with 64") {
  const SmallMirror mirror;
  for (const auto& [arguments, told] :
       {std::pair{Words{"query", "SELECT :days"}, "--param days=VALUE"},
        {Words{"query", "SELECT :days", "--param", "days=1", "--param", "dayz=1"}, "did you mean \"days\"?"},
        {Words{"query", "SELECT :days", "--param", "days"}, "name=value"},
        {Words{"query", "SELECT 1", "--timeout", "5"}, "--timeout"},
        {Words{"query", "SELECT 1", "--timeout", "0s"}, "--timeout"},
        {Words{"query", "@awaiting-replay"}, "did you mean \"awaiting-reply\"?"},
        {Words{"query", "@stale-open", "--param", "days=soon"}, "whole number"},
        {Words{"query", "@thread-history"}, "--param thread=VALUE"},
        {Words{"query"}, "--list"},
        {Words{"query", "--list", "SELECT 1"}, "--list"}}) {
    CAPTURE(arguments.back());
    const Finished done = mirror.run(arguments);
    CHECK(done.exit.code == 64);
    CHECK_MESSAGE(holds(done.err, told), done.err);
    CHECK(done.out == "");
  }
}

TEST_CASE("query lists every recipe, and runs each by its name") {
  const SmallMirror mirror;
  const Finished list = mirror.run({"query", "--list"});
  CHECK(list.exit.code == 0);
  for (const auto& recipe : storage::all_recipes()) {
    CAPTURE(recipe.name);
    CHECK(holds(list.out, "@" + recipe.name + " "));
    Words arguments{"query", "@" + recipe.name, "--format", "csv"};
    if (recipe.name == "thread-history") arguments.insert(arguments.end(), {"--param", "thread=1"});
    const Finished done = mirror.run(arguments);
    CHECK_MESSAGE(done.exit.code == 0, done.err);
    CHECK(holds(done.out, "\r\n"));
  }
  const Finished rows = mirror.run({"query", "@oldest-open", "--format", "csv", "--param", "limit=2"});
  CHECK(std::count(rows.out.begin(), rows.out.end(), '\n') == 1 + 2);
}

TEST_CASE("a signal ends a running query with 75, a word and whole lines") {
  const SmallMirror mirror;
  for (const int signal : {SIGINT, SIGTERM}) {
    const fs::path rows = mirror.folder / "rows.csv";
    fs::remove(rows);
    Program program(mirror.folder.path(), mirror.arguments({"query", "--format", "csv", kEndless}), {}, rows);
    REQUIRE(has_grown(rows, 10'000));
    program.send(signal);
    const auto exit = program.wait_for(kStop);
    REQUIRE(exit);
    CHECK(exit->code == 75);
    CHECK(holds(program.err(), "interrupted"));
    CHECK(program.out().ends_with(",text\r\n"));
  }
}

TEST_CASE("a query that takes longer than its limit ends with 75 and says so") {
  const SmallMirror mirror;
  const Finished done =
      mirror.run({"query", "--timeout", "200ms", "SELECT count(*) FROM (" + std::string(kEndless) + ")"});
  CHECK(done.exit.code == 75);
  CHECK(holds(done.err, "longer than 200ms"));
  CHECK(mirror.run({"query", "--timeout", "1h", "SELECT 1"}).exit.code == 0);
}
