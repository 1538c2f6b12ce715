// What is wrong with a command line, in words that help to mend it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace threadmirror::daemon {

// Lines for the terminal, ended by a newline: what was not understood, the nearest name that exists, and
// whose help to read. `app` is the one that threw `error` while it parsed. An unexpected value is never
// repeated behind an unknown option: it may be a secret.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace threadmirror::daemon
