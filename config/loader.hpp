// Loads the configuration: finds the file, reads it, checks everything, and reports all mistakes at once.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/environment.hpp"
#include "config/finding.hpp"
#include "config/settings.hpp"

namespace threadmirror::config {

// Where the configuration comes from. The token is no part of it: see token.hpp.
struct Sources {
  std::optional<std::filesystem::path> config_file;  // --config; must exist
  std::optional<std::filesystem::path> database;     // --database
  std::optional<std::string> log_level;              // --log-level
  Environment environment;                           // $THREADMIRROR_CONFIG, and what database_path asks for
  std::filesystem::path system_file = "/etc/threadmirror/config.toml";  // may be missing
};

// A configuration that is valid as a whole.
struct Loaded {
  Settings settings;               // the overrides applied
  std::filesystem::path file;      // what was read; empty: there was no file, these are the defaults
  std::filesystem::path database;  // see database_path.hpp
};

// Reads the first of --config, $THREADMIRROR_CONFIG and the system's file. A file of more than 1 MiB is
// refused. Blocks on the disk; may be called from any thread. The findings are in the order of the file's
// lines.
tl::expected<Loaded, Findings> load(const Sources& sources);

// What a reload came to.
struct Reload {
  Loaded in_force;                   // the new configuration, or the old one where there are findings
  Findings findings;                 // what is wrong with the new one
  std::vector<std::string> changed;  // full names of the keys that changed; `storage.path` also stands for a
                                     // database that moved because a variable did
};

// Loads again, as on SIGHUP. A configuration with any mistake leaves `current` in force as a whole.
Reload reload(const Loaded& current, const Sources& sources);

}  // namespace threadmirror::config
