// Rules between settings: what each key allows alone may still not fit together.
#pragma once

#include <string>

#include "config/finding.hpp"
#include "config/interpreter.hpp"

namespace threadmirror::config {

// The rules that the document breaks:
//  - [hubspot.oauth] has all of its three keys, or none of them set;
//  - [hubspot.oauth] and hubspot.token_file exclude each other;
//  - sync.reconcile_interval is not below sync.poll_interval.
// A rule is left out where one of its keys has already been refused.
Findings check_rules(const Interpretation& document, const std::string& file);

}  // namespace threadmirror::config
