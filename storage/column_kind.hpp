// What the values of a column are.
#pragma once

#include <string_view>

namespace threadmirror::storage {

// What a value is, beyond its storage class: an instant is TEXT such as 2026-11-21T09:30:00.000Z, JSON is
// TEXT, a flag is INTEGER 0 or 1, seconds are INTEGER, or REAL where they have a fraction.
enum class ColumnKind { kInteger, kText, kInstant, kFlag, kSeconds, kRealSeconds, kJson };

// "integer", "text", "time", "flag", "seconds", "JSON".
std::string_view to_string(ColumnKind kind);

// The storage class of what is not NULL: "INTEGER", "REAL" or "TEXT".
std::string_view sql_type(ColumnKind kind);

}  // namespace threadmirror::storage
