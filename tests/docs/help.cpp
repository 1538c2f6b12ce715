#include "tests/docs/help.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <variant>
#include <vector>

#include "daemon/command_line.hpp"

namespace threadmirror::tests {
namespace {

std::string help(const std::string& command) {
  std::vector<const char*> arguments{"threadmirror"};
  if (!command.empty()) arguments.push_back(command.c_str());
  arguments.push_back("--help");
  const auto parsed = daemon::parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  REQUIRE(std::holds_alternative<daemon::Answer>(parsed));
  return std::get<daemon::Answer>(parsed).text;
}

// The lines below that heading, up to an empty one.
std::string section(const std::string& text, const std::string& heading) {
  const std::size_t start = text.find("\n" + heading + "\n");
  if (start == std::string::npos) return "";
  return text.substr(start, text.find("\n\n", start + 1) - start) + "\n";
}

}  // namespace

Names commands() { return matches(section(help(""), "Subcommands:"), "\n  ([a-z]+) "); }

Names options_of(const std::string& command) {
  Names names = matches(section(help(command), "Options:"), "\n  (?:-[a-zA-Z],)?--([a-z-]+)");
  names.erase("help");
  names.erase("version");
  return names;
}

std::string source_text(const std::string& path) {
  std::ifstream file(std::filesystem::path(THREADMIRROR_SOURCE_TREE) / path);
  REQUIRE_MESSAGE(file, path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Names matches(const std::string& text, const std::string& expression) {
  const std::regex pattern(expression);
  Names names;
  for (std::sregex_iterator found(text.begin(), text.end(), pattern), end; found != end; ++found) {
    names.insert((*found)[1]);
  }
  return names;
}

}  // namespace threadmirror::tests
