#include "daemon/usage_error.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "daemon/command_line.hpp"

using namespace threadmirror::daemon;

namespace {

std::string answer(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "threadmirror");
  const auto parsed = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  REQUIRE(std::holds_alternative<Answer>(parsed));
  CHECK(std::get<Answer>(parsed).code == output::ExitCode::kUsage);
  return std::get<Answer>(parsed).text;
}

}  // namespace

TEST_CASE("a misspelt command or option is told with the name that was meant, and with the help to read") {
  CHECK(answer({"qeury", "SELECT 1"}) ==
        "threadmirror: unknown command qeury (did you mean \"query\"?)\nTry `threadmirror --help`.\n");
  CHECK(answer({"query", "--fromat", "csv", "SELECT 1"}) ==
        "threadmirror: unknown option --fromat (did you mean \"--format\"?)\nTry `threadmirror query "
        "--help`.\n");
  CHECK(answer({"status", "--databse=m.db"}) ==
        "threadmirror: unknown option --databse (did you mean \"--database\"?)\nTry `threadmirror status "
        "--help`.\n");
  CHECK(answer({"--databse", "m.db", "status"}).find("(did you mean \"--database\"?)") != std::string::npos);
  CHECK(answer({"backfill", "--nonsense"}) ==
        "threadmirror: unknown option --nonsense\nTry `threadmirror backfill --help`.\n");
  CHECK(answer({"nonsense"}) == "threadmirror: unknown command nonsense\nTry `threadmirror --help`.\n");
}

TEST_CASE("a missing command or argument, and one too many, are told") {
  CHECK(answer({}) == "threadmirror: a command is needed, such as status\nTry `threadmirror --help`.\n");
  CHECK(answer({"backup"}) == "threadmirror: FILE is required\nTry `threadmirror backup --help`.\n");
  CHECK(answer({"query", "SELECT", "1"}) ==
        "threadmirror: unexpected argument 1; one with spaces needs quotes around it\n"
        "Try `threadmirror query --help`.\n");
  CHECK(answer({"--database"}).find("--database") != std::string::npos);
  CHECK(answer({"run", "a\x1b[31m"}).find('\x1b') == std::string::npos);
}

// Fault 89.
TEST_CASE("a token that is given as an argument is refused, not repeated, and told where to put it") {
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{"run", "--token", "pat-x"},
        std::vector<const char*>{"run", "--access-token=pat-x"},
        std::vector<const char*>{"run", "--hubspot-token", "pat-x"},
        std::vector<const char*>{"--token", "pat-x", "run"}}) {
    const std::string text = answer(arguments);
    CHECK(text.find("pat-x") == std::string::npos);
    CHECK(text.find("HUBSPOT_ACCESS_TOKEN") != std::string::npos);
  }
}
