// The table of keys in words: what a key takes, its limits, its value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/key_table.hpp"

namespace threadmirror::config {

// What the key takes, in words that fit behind "expected": "an integer", `a duration such as "30s"`.
std::string expected(const KeyKind& kind);
// The limits, in words that fit behind "must be": "from 1 to 500", "above 0 and at most 1"; empty where the
// kind has none.
std::string limits(const KeyKind& kind);

// The text as a basic TOML string, quotes included.
std::string toml_string(std::string_view text);
// The setting's value in TOML: `"30s"`, `500`, `[]`. A password in it is shown as it is.
std::string toml_value(const Key& key, const Settings& settings);
// The full names of the keys whose values differ, in the table's order.
std::vector<std::string> changed_keys(const Settings& before, const Settings& after);

}  // namespace threadmirror::config
