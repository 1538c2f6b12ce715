// What the program says about itself, taken apart, for tests that hold other texts against it.
#pragma once

#include <set>
#include <string>

namespace threadmirror::tests {

using Names = std::set<std::string>;

// The commands that `threadmirror --help` lists.
Names commands();
// The long options that `threadmirror COMMAND --help` lists, without the dashes and without "help"; those of
// the program itself where `command` is empty, without "version" too.
Names options_of(const std::string& command);

// The text of a file of the source tree; fails the test where there is none.
std::string source_text(const std::string& path);
// Everything in `text` that the group of the regular expression matches.
Names matches(const std::string& text, const std::string& expression);

}  // namespace threadmirror::tests
