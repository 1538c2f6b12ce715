// What is wrong with a configuration: where, what, and how to mend it.
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"

namespace threadmirror::config {

// One mistake. No finding ever quotes the value of a setting that could be a token or password put in the
// wrong place: text is shown only where it is too short for one.
struct Finding {
  std::string file;     // the file's path, or the option or variable at fault ("--log-level")
  int line = 0;         // from 1; 0 where no line is at fault
  int column = 0;       // from 1, in characters; 0 where no column is at fault
  std::string key;      // in full, "hubspot.page_size"; empty where no key is at fault
  std::string message;  // one sentence without a final full stop
  std::string mend;     // what to do, or empty

  friend bool operator==(const Finding&, const Finding&) = default;
};
using Findings = std::vector<Finding>;

// "/etc/threadmirror/config.toml:3:13: hubspot.page_size: must be from 1 to 500, found 5000", followed by the
// mend in brackets. Parts that are not there are left out. Control characters are made visible.
std::string to_text(const Finding& finding);
// One line each, without a line break after the last.
std::string to_text(const Findings& findings);
// All of them as one kConfig error, for callers that know only errors. `findings` must not be empty.
core::Error to_error(const Findings& findings);

// Puts them in the order of the file; equal places keep their order.
void sort_by_place(Findings& findings);

}  // namespace threadmirror::config
