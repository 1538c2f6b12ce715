// Gives a prepared statement its values. Internal to storage/.
#pragma once

#include <span>

#include "core/result.hpp"
#include "storage/parameter.hpp"

struct sqlite3_stmt;

namespace threadmirror::storage {

// Binds each parameter to every place of its name (:name, $name, @name). Each must have a place and each
// place a value: kUsage names what is left over and what there is. Values are copied.
core::Status bind_parameters(sqlite3_stmt* statement, std::span<const Parameter> parameters);

}  // namespace threadmirror::storage
