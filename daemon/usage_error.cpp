#include "daemon/usage_error.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/suggestion.hpp"
#include "core/text.hpp"

namespace threadmirror::daemon {
namespace {

bool looks_like_option(std::string_view argument) { return argument.starts_with("-"); }

// The command that was named; the program itself before any was.
const CLI::App& addressee(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : *commands.front();
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

void add_option_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
}

// Those of the program are understood behind a command, too.
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  add_option_names(addressee(app), names);
  if (&addressee(app) != &app) add_option_names(app, names);
  return names;
}

// ` (did you mean "query"?)`, or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string proposal = core::did_you_mean(word, candidates);
  return proposal.empty() ? "" : " (" + proposal + ")";
}

std::string unknown_option(const CLI::App& app, const std::string& argument) {
  const std::string name = argument.substr(0, argument.find('='));
  const std::string what = "unknown option " + core::printable(name);
  if (name.find("token") != std::string::npos) {
    return what +
           "; a token is no argument, since others could see it: put it into HUBSPOT_ACCESS_TOKEN, or " +
           "into a file that [hubspot] token_file names";
  }
  return what + suggestion(name, option_names(app));
}

// What nobody took is the first thing to mend: a command that seems to be missing may have been misspelt.
std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> left = app.remaining(true);
  if (left.empty()) {
    const bool lacks_command =
        &addressee(app) == &app && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    return lacks_command ? "a command is needed, such as status" : error.what();
  }
  const auto option = std::find_if(left.begin(), left.end(), looks_like_option);
  if (option != left.end()) return unknown_option(app, *option);
  const std::string argument = core::printable(left.front());
  if (&addressee(app) == &app) {
    return "unknown command " + argument + suggestion(left.front(), command_names(app));
  }
  return "unexpected argument " + argument + "; one with spaces needs quotes around it";
}

}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& asked = addressee(app);
  const std::string name = &asked == &app ? "threadmirror" : "threadmirror " + asked.get_name();
  return "threadmirror: " + what_is_wrong(app, error) + "\nTry `" + name + " --help`.\n";
}

}  // namespace threadmirror::daemon
