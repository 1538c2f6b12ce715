// What a statement of a user may do: read, and nothing else. Pure. Internal to storage/.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace threadmirror::storage {

// Judges one action of SQLite's authorizer callback (`action` is an SQLITE_* action code, `first` and
// `second` its arguments, empty where it has none). Nothing where it only reads; else why it is refused, as
// the end of "this statement …".
std::optional<std::string> refusal(int action, std::string_view first, std::string_view second);

}  // namespace threadmirror::storage
