// The command line of fake-hubspot.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "tests/fake_hubspot/faults.hpp"
#include "tests/fake_hubspot/server.hpp"
#include "tests/fake_hubspot/upstream.hpp"

namespace threadmirror::fake_hubspot {

struct ProgramOptions {
  UpstreamOptions upstream;
  ServerOptions server;
  std::vector<FaultRule> faults;
  std::string refresh_token = OAuthGrant().refresh_token;
  double living = 0;  // operations per second
  std::filesystem::path ca_out;
  std::filesystem::path ready_file;
  std::filesystem::path token_file;
};

// What the command line asks for: a server, or a text to print before ending with `exit_code`.
struct CommandLine {
  std::optional<ProgramOptions> options;
  std::string text;
  int exit_code = 0;
};
CommandLine parse_command_line(int argc, const char* const* argv);

// All switches with their values and defaults, for --list-quirks.
std::string quirk_list();

}  // namespace threadmirror::fake_hubspot
