// Helps with names in SQL that the mirror does not have. Internal to storage/.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::storage {

// How to mend SQLite's complaint about an unknown table or column: the name that may have been meant, and
// where all of them stand. Empty for any other complaint.
std::string name_hint(std::string_view complaint);

}  // namespace threadmirror::storage
