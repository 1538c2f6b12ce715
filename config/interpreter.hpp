// Turns a parsed TOML document into settings, key by key, and notes everything that is wrong with it.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <set>
#include <string>

#include "config/finding.hpp"
#include "config/settings.hpp"

namespace threadmirror::config {

struct Place {
  int line = 0;
  int column = 0;
};

// What a document says. A key at fault keeps its default.
struct Interpretation {
  Settings settings;
  Findings findings;
  std::map<std::string, Place> places;  // of the keys that are set, by full name
  std::set<std::string> refused;        // of these, the ones at fault
};

// Reads every known key of `root`, the content of `file` (for the findings only).
Interpretation interpret(const toml::table& root, const std::string& file);

}  // namespace threadmirror::config
