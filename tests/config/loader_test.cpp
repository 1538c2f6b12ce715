#include "config/loader.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using config::load;
using config::Sources;

namespace {

// Sources that see no file of this machine.
Sources sources_in(const tests::TemporaryFolder& folder) {
  Sources sources;
  sources.system_file = folder / "system.toml";
  sources.environment = tests::environment_of({{"HOME", "/home/u"}});
  return sources;
}

std::string findings(const Sources& sources) {
  const auto loaded = load(sources);
  return loaded ? "none" : to_text(loaded.error());
}

}  // namespace

TEST_CASE("without any file the defaults hold") {
  const tests::TemporaryFolder folder;
  const auto loaded = load(sources_in(folder));
  REQUIRE(loaded);
  CHECK(loaded->settings == config::Settings());
  CHECK(loaded->file.empty());
  CHECK(loaded->database == "/home/u/.local/state/threadmirror/threadmirror.db");
}

TEST_CASE("the file is the one of --config, else of the variable, else the system's") {
  const tests::TemporaryFolder folder;
  folder.write("system.toml", "hubspot.page_size = 1\n");
  const auto by_variable = folder.write("variable.toml", "hubspot.page_size = 2\n");
  const auto by_option = folder.write("option.toml", "hubspot.page_size = 3\n");

  Sources sources = sources_in(folder);
  CHECK(load(sources)->settings.hubspot.page_size == 1);
  sources.environment = tests::environment_of({{"HOME", "/h"}, {"THREADMIRROR_CONFIG", ""}});
  CHECK(load(sources)->settings.hubspot.page_size == 1);
  sources.environment =
      tests::environment_of({{"HOME", "/h"}, {"THREADMIRROR_CONFIG", by_variable.string()}});
  CHECK(load(sources)->settings.hubspot.page_size == 2);
  sources.config_file = by_option;
  CHECK(load(sources)->settings.hubspot.page_size == 3);
  CHECK(load(sources)->file == by_option);
  sources.config_file = "/dev/null";
  CHECK(load(sources)->settings.hubspot.page_size == 500);
}

TEST_CASE("a file that was named must exist") {
  const tests::TemporaryFolder folder;
  Sources sources = sources_in(folder);
  sources.config_file = folder / "missing.toml";
  CHECK(findings(sources) ==
        (folder / "missing.toml").string() +
            ": the file named by --config does not exist (create it, or correct the path)");
  sources.config_file = "";
  CHECK(findings(sources) == "the file named by --config names no file (name the configuration file)");
  sources.config_file.reset();
  sources.environment =
      tests::environment_of({{"HOME", "/h"}, {"THREADMIRROR_CONFIG", (folder / "gone").string()}});
  CHECK(findings(sources).find("the file named by $THREADMIRROR_CONFIG does not exist") != std::string::npos);
}

TEST_CASE("a system file that is there but can't be read is an error, not the defaults") {
  const tests::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "system.toml");
  CHECK(findings(sources_in(folder)) == (folder / "system.toml").string() + ": is a folder, not a file");
}

TEST_CASE("a huge file is refused") {
  const tests::TemporaryFolder folder;
  folder.write("system.toml", std::string(1024 * 1024 + 1, '#'));
  CHECK(findings(sources_in(folder)).find("is larger than 1048576 bytes") != std::string::npos);
  folder.write("system.toml", std::string(1024 * 1024, '#'));
  CHECK(findings(sources_in(folder)) == "none");
}

// Fault 86.
TEST_CASE("every mistake of every kind is reported at once, in the order of lines") {
  const tests::TemporaryFolder folder;
  const std::string file = folder
                               .write("system.toml",
                                      "[hubspot]\n"
                                      "base_url = \"http://api.hubapi.com\"\n"
                                      "page_size = 501\n"
                                      "inbox_id = [7]\n"
                                      "[sync]\n"
                                      "poll_interval = 30\n"
                                      "overlap = 10m\n"
                                      "[logs]\n"
                                      "level = \"info\"\n")
                               .string();
  Sources sources = sources_in(folder);
  sources.log_level = "loud";
  sources.environment = tests::environment_of({});
  const auto loaded = load(sources);
  REQUIRE_FALSE(loaded);
  std::string places;
  for (const config::Finding& finding : loaded.error()) {
    places += finding.file == file ? std::to_string(finding.line) : finding.file;
    places += "=" + finding.key + "\n";
  }
  CHECK(places ==
        "2=hubspot.base_url\n3=hubspot.page_size\n4=hubspot.inbox_id\n6=sync.poll_interval\n7=\n8=logs\n"
        "--log-level=\n=storage.path\n");
}

TEST_CASE("rules between keys are checked, but not after a syntax error, which may hide a key") {
  const tests::TemporaryFolder folder;
  folder.write("system.toml", "[hubspot.oauth]\nclient_id = 'a'\nclient_secret_file = '/b'\n");
  CHECK(findings(sources_in(folder)).find("refresh_token_file: is missing") != std::string::npos);
  folder.write("system.toml",
               "[hubspot.oauth]\nclient_id = 'a'\nclient_secret_file = '/b'\nrefresh_token_file = /c\n");
  CHECK(findings(sources_in(folder)).find("is missing") == std::string::npos);
}

TEST_CASE("the command line's database and log level win over the file") {
  const tests::TemporaryFolder folder;
  folder.write("system.toml", "[storage]\npath = '/file.db'\n[log]\nlevel = 'error'\n");
  Sources sources = sources_in(folder);
  CHECK(load(sources)->database == "/file.db");
  sources.database = "/option.db";
  sources.log_level = "debug";
  CHECK(load(sources)->database == "/option.db");
  CHECK(load(sources)->settings.log.level == core::LogLevel::kDebug);
  sources.log_level = "warn";
  CHECK(findings(sources) ==
        R"(--log-level: expected one of "debug", "info", "warning", "error" (did you mean "warning"?))");
}

// Fault 87.
TEST_CASE("a reload of a bad configuration leaves the old one in force as a whole") {
  const tests::TemporaryFolder folder;
  folder.write("system.toml", "[sync]\noverlap = '5m'\n");
  const Sources sources = sources_in(folder);
  const auto before = load(sources);
  REQUIRE(before);

  folder.write("system.toml", "[sync]\noverlap = '6m'\npoll_interval = 'soon'\n");
  const config::Reload bad = reload(*before, sources);
  REQUIRE(bad.findings.size() == 1);
  CHECK(bad.findings[0].key == "sync.poll_interval");
  CHECK(bad.in_force.settings == before->settings);
  CHECK(bad.in_force.file == before->file);
  CHECK(bad.changed.empty());

  folder.write("system.toml", "[sync]\noverlap = '6m'\n");
  const config::Reload good = reload(bad.in_force, sources);
  CHECK(good.findings.empty());
  CHECK(good.in_force.settings.sync.overlap == 6min);
  CHECK(good.changed == std::vector<std::string>{"sync.overlap"});
}

// Fault 87.
TEST_CASE("a configuration file that vanished keeps the old settings only where it was named") {
  const tests::TemporaryFolder folder;
  const auto path = folder.write("named.toml", "hubspot.page_size = 3\n");
  Sources sources = sources_in(folder);
  sources.config_file = path;
  const auto before = load(sources);
  REQUIRE(before);
  std::filesystem::remove(path);
  const config::Reload gone = reload(*before, sources);
  CHECK(gone.findings.size() == 1);
  CHECK(gone.in_force.settings.hubspot.page_size == 3);
}

TEST_CASE("a reload names the database's path as changed only when the database moved") {
  const tests::TemporaryFolder folder;
  Sources sources = sources_in(folder);
  sources.database = "/option.db";
  const auto before = load(sources);
  REQUIRE(before);
  folder.write("system.toml", "storage.path = '/ignored.db'\n");
  CHECK(reload(*before, sources).changed.empty());
  sources.database.reset();
  CHECK(reload(*before, sources).changed == std::vector<std::string>{"storage.path"});
  folder.write("system.toml", "");
  CHECK(reload(*before, sources).changed == std::vector<std::string>{"storage.path"});
}
