// From a command line to an exit status: configuration errors, help, version.
#include "daemon/dispatch.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "tests/daemon/program.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror::tests;

namespace {

struct DispatchRig {
  TempFolder folder;
  Finished run(std::vector<std::string> arguments) {
    return run_program(folder.path(), std::move(arguments), {{"HOME", folder.path().string()}});
  }
};

}  // namespace

// Fault 86.
TEST_CASE("all mistakes of a configuration are told at once, with their lines, and the exit status is 78") {
  DispatchRig rig;
  std::ofstream(rig.folder / "bad.toml")
      << "[hubspot]\npage_size = 5000\npagesize = 3\n[sync]\npoll_interval = 30\n";
  const Finished done = rig.run({"--config", (rig.folder / "bad.toml").string(), "status"});
  CHECK(done.exit.code == 78);
  CHECK(done.err.find("bad.toml:2:") != std::string::npos);
  CHECK(done.err.find("bad.toml:3:") != std::string::npos);
  CHECK(done.err.find("page_size") != std::string::npos);
  CHECK(done.err.find("bad.toml:5:") != std::string::npos);
}

TEST_CASE("a configuration file that was named must be there") {
  DispatchRig rig;
  const Finished done = rig.run({"--config", "/nonexistent/x.toml", "run"});
  CHECK(done.exit.code == 78);
  CHECK(done.err.find("/nonexistent/x.toml") != std::string::npos);
}

// Fault 88.
TEST_CASE("without a token a writing command ends with 78 and says where it looked") {
  DispatchRig rig;
  const Finished done = rig.run({"sync"});
  CHECK(done.exit.code == 78);
  CHECK(done.err.find("HUBSPOT_ACCESS_TOKEN") != std::string::npos);
}

// Fault 19.
TEST_CASE("a CA file that is missing or empty ends with 78 before any request") {
  DispatchRig rig;
  std::ofstream(rig.folder / "empty.pem").close();
  for (const std::string name : {"missing.pem", "empty.pem"}) {
    std::ofstream(rig.folder / "c.toml") << "[hubspot]\nbase_url = \"https://127.0.0.1:1\"\nca_file = \""
                                         << (rig.folder / name).string() << "\"\n";
    const Finished done =
        run_program(rig.folder.path(), {"--config", (rig.folder / "c.toml").string(), "sync"},
                    {{"HOME", rig.folder.path().string()}, {"HUBSPOT_ACCESS_TOKEN", "pat-x"}});
    CAPTURE(done.err);
    CHECK(done.exit.code == 78);
    CHECK(done.err.find(name) != std::string::npos);
  }
}

TEST_CASE("help and version go to standard output with 0, usage errors to standard error with 64") {
  DispatchRig rig;
  const Finished help = rig.run({"--help"});
  CHECK(help.exit.code == 0);
  CHECK(help.out.find("backfill") != std::string::npos);
  CHECK(rig.run({"--version"}).out.starts_with("threadmirror 0."));
  CHECK(rig.run({"backfill", "--help"}).out.find("--restart") != std::string::npos);
  const Finished wrong = rig.run({"bakfill"});
  CHECK(wrong.exit.code == 64);
  CHECK(wrong.out.empty());
  CHECK(rig.run({}).exit.code == 64);
  CHECK(rig.run({"query"}).exit.code == 64);
}

// Fault 77.
TEST_CASE("a file that is no mirror is refused with 65 and left as it is") {
  DispatchRig rig;
  const std::string garbage = "this is a letter to my aunt, and no database at all";
  std::ofstream(rig.folder / "letter.db") << garbage;
  const std::string path = (rig.folder / "letter.db").string();
  const Finished done =
      run_program(rig.folder.path(), {"--database", path, "sync"},
                  {{"HOME", rig.folder.path().string()}, {"HUBSPOT_ACCESS_TOKEN", "pat-x"}});
  CAPTURE(done.err);
  CHECK(done.exit.code == 65);
  std::ifstream file(path);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == garbage);
}
