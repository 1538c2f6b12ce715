// schema, as a user types it: without a mirror, and with a configuration that is broken.
#include "daemon/schema_command.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "daemon/output/schema_report.hpp"
#include "tests/daemon/program.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using Words = std::vector<std::string>;

namespace {

// Nothing but a broken configuration, which every run is given.
struct NoMirror {
  NoMirror() { std::ofstream(folder / "broken.toml") << "[storage\npath = 5\n"; }
  Finished run(Words command, const Program::Environment& environment = {}) const {
    command.insert(command.begin(), {"--config", (folder / "broken.toml").string()});
    return run_program(folder.path(), command, environment);
  }
  TempFolder folder;
};

}  // namespace

TEST_CASE("schema prints each format without database and configuration, as wide as it is told") {
  const NoMirror rig;
  const Finished text = rig.run({"schema"});
  CHECK(text.exit.code == 0);
  CHECK(text.err == "");
  CHECK(text.out == daemon::output::schema_text(daemon::output::whole_schema(), {}));
  const daemon::output::TableStyle narrow{60, false, true};
  CHECK(rig.run({"schema"}, {{"COLUMNS", "60"}}).out ==
        daemon::output::schema_text(daemon::output::whole_schema(), narrow));
  CHECK(rig.run({"schema", "--format", "markdown"}).out ==
        daemon::output::schema_markdown(daemon::output::whole_schema()));
  CHECK(rig.run({"schema", "--format", "json"}).out ==
        daemon::output::schema_json(daemon::output::whole_schema()));
  CHECK(rig.run({"status"}).exit.code == 78);
}

TEST_CASE("schema prints what is named, in that order") {
  const NoMirror rig;
  const Finished done = rig.run({"schema", "sightings", "mirror_info"});
  CHECK(done.exit.code == 0);
  CHECK(done.out.starts_with("sightings (table)\n"));
  CHECK(done.out.find("\nmirror_info (table)\n") != std::string::npos);
  CHECK(done.out.find("threads (table)") == std::string::npos);
}

TEST_CASE("a name or a format that schema does not know ends it with 64 and nothing printed") {
  const NoMirror rig;
  for (const Words& arguments : {Words{"schema", "threads", "thread"}, Words{"schema", "--format", "csv"}}) {
    const Finished done = rig.run(arguments);
    CHECK(done.exit.code == 64);
    CHECK(done.out == "");
    CHECK(done.err.find("to mend it: ") != std::string::npos);
  }
}
