// Reads one TOML value as a kind of setting.
#pragma once

#include <toml++/toml.h>

#include "config/key_table.hpp"
#include "config/settings.hpp"
#include "core/result.hpp"

namespace threadmirror::config {

// Checks `node` against `kind` and writes it into its place in `settings`. kConfig says what was expected and
// found, or which limit is broken, and leaves the setting as it was. An id given twice counts once. The
// message shows numbers and short words, never a text that is long enough for a token.
core::Status read_value(const KeyKind& kind, const toml::node& node, Settings& settings);

}  // namespace threadmirror::config
