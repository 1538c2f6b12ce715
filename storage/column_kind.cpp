#include "storage/column_kind.hpp"

namespace threadmirror::storage {

using enum ColumnKind;

std::string_view to_string(ColumnKind kind) {
  switch (kind) {
    case kInteger:
      return "integer";
    case kText:
      return "text";
    case kInstant:
      return "time";
    case kFlag:
      return "flag";
    case kSeconds:
    case kRealSeconds:
      return "seconds";
    case kJson:
      return "JSON";
  }
  return "";
}

std::string_view sql_type(ColumnKind kind) {
  switch (kind) {
    case kInteger:
    case kFlag:
    case kSeconds:
      return "INTEGER";
    case kRealSeconds:
      return "REAL";
    case kText:
    case kInstant:
    case kJson:
      return "TEXT";
  }
  return "";
}

}  // namespace threadmirror::storage
