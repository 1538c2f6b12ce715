// The unit files of systemd/, held against the program and against their own rules.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/command_line.hpp"

using namespace threadmirror;

namespace {

const std::filesystem::path kUnits = std::filesystem::path(THREADMIRROR_SOURCE_TREE) / "systemd";
const std::string kProgram = "/usr/bin/threadmirror";

struct Setting {
  std::string key, value;
  bool explained = false;  // a comment stands above it, or above the settings that it follows
};

std::vector<Setting> settings(const std::filesystem::path& unit) {
  std::vector<Setting> found;
  std::ifstream file(unit);
  bool explained = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) explained = true;
    if (line.empty() || line.starts_with('[')) explained = false;
    const auto equals = line.find('=');
    if (line.empty() || line.starts_with('#') || line.starts_with('[') || equals == std::string::npos)
      continue;
    found.push_back({line.substr(0, equals), line.substr(equals + 1), explained});
  }
  return found;
}

std::vector<std::filesystem::path> services() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(kUnits)) {
    if (entry.path().extension() == ".service") found.push_back(entry.path());
  }
  return found;
}

// The program's arguments in a command line of a unit; a shell's quotes are left out. Empty: another program.
std::vector<std::string> arguments(std::string command) {
  const auto begin = command.find(kProgram);
  if (begin == std::string::npos) return {};
  command.erase(std::remove_if(command.begin(), command.end(), [](char c) { return c == '"' || c == '\''; }),
                command.end());
  std::istringstream words(command.substr(command.find(kProgram)));
  std::vector<std::string> found;
  for (std::string word; words >> word;) found.push_back(word);
  return found;
}

bool is_understood(const std::vector<std::string>& words) {
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  argv.push_back(nullptr);
  return std::holds_alternative<daemon::Invocation>(
      daemon::parse_command_line(static_cast<int>(words.size()), argv.data()));
}

// What keeps a service in its cage.
const std::set<std::string> kCage{"User",
                                  "Group",
                                  "UMask",
                                  "ProtectSystem",
                                  "ProtectHome",
                                  "PrivateTmp",
                                  "PrivateDevices",
                                  "DevicePolicy",
                                  "PrivateUsers",
                                  "PrivateMounts",
                                  "ProtectProc",
                                  "ProtectKernelTunables",
                                  "ProtectKernelModules",
                                  "ProtectKernelLogs",
                                  "ProtectControlGroups",
                                  "ProtectClock",
                                  "ProtectHostname",
                                  "RestrictNamespaces",
                                  "CapabilityBoundingSet",
                                  "AmbientCapabilities",
                                  "NoNewPrivileges",
                                  "RestrictSUIDSGID",
                                  "RestrictRealtime",
                                  "RemoveIPC",
                                  "KeyringMode",
                                  "MemoryDenyWriteExecute",
                                  "LockPersonality",
                                  "SystemCallArchitectures",
                                  "SystemCallFilter",
                                  "SystemCallErrorNumber",
                                  "LimitCORE"};

}  // namespace

TEST_CASE("the units call the program in words that it understands") {
  int calls = 0;
  for (const auto& unit : services()) {
    for (const Setting& setting : settings(unit)) {
      if (setting.key != "ExecStart") continue;
      CAPTURE(unit.string());
      CAPTURE(setting.value);
      std::vector<std::string> words = arguments(setting.value);
      REQUIRE_FALSE(words.empty());
      // `$(date +%u).db` is one word for the shell.
      if (words.size() > 2 && words[words.size() - 2].ends_with("$(date")) words.pop_back();
      CHECK(is_understood(words));
      ++calls;
    }
  }
  CHECK(calls == 7);
}

TEST_CASE("every service sits in the same cage, and each bar of it has its reason") {
  std::map<std::string, std::set<std::string>> values;  // of a key, over all services
  REQUIRE(services().size() == 5);
  for (const auto& unit : services()) {
    std::set<std::string> missing = kCage;
    std::map<std::string, std::string> here;
    for (const Setting& setting : settings(unit)) {
      if (!kCage.contains(setting.key)) continue;
      missing.erase(setting.key);
      here[setting.key] += setting.value + ";";
      CHECK_MESSAGE(setting.explained, unit.string(), ": ", setting.key);
    }
    for (const std::string& key : missing) FAIL_CHECK(unit.string(), " lacks ", key);
    for (const auto& [key, value] : here) values[key].insert(value);
  }
  for (const auto& [key, different] : values) CHECK_MESSAGE(different.size() == 1, key);
}

TEST_CASE("a daemon's failures that no restart mends are not tried again") {
  for (const char* unit : {"threadmirror.service", "threadmirror@.service"}) {
    std::map<std::string, std::string> has;
    for (const Setting& setting : settings(kUnits / unit)) has[setting.key] = setting.value;
    CHECK(has["Type"] == "notify");
    CHECK(has["Restart"] == "on-failure");
    CHECK(has["RestartPreventExitStatus"] == "64 65 77 78");
    CHECK(has.contains("WatchdogSec"));
    CHECK(has.contains("LoadCredential"));
  }
}

TEST_CASE("each timer has the service that it starts") {
  for (const auto& entry : std::filesystem::directory_iterator(kUnits)) {
    if (entry.path().extension() != ".timer") continue;
    CHECK(std::filesystem::exists(std::filesystem::path(entry.path()).replace_extension(".service")));
  }
}
