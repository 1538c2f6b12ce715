// Which table or view a user means.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "storage/schema_words.hpp"

namespace threadmirror::daemon {

// The table or view of that name. kUsage, with the nearest name and all of them, where there is none.
core::Result<storage::RelationWords> choose_relation(std::string_view name);

}  // namespace threadmirror::daemon
