// What each table, view and column of the current schema means, in words for those who write SQL. The manual
// page threadmirror-schema(7) is made from it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace threadmirror::storage {

// What a value is, beyond its storage class: an instant is TEXT such as 2026-11-21T09:30:00.000Z, JSON is
// TEXT, a flag is INTEGER 0 or 1, seconds are a number.
enum class ColumnKind { kInteger, kText, kInstant, kFlag, kSeconds, kJson };

struct ColumnWords {
  std::string_view name;
  ColumnKind kind;
  std::string_view meaning;      // without a full stop at the end
  std::string_view source = {};  // the field of HubSpot's thread object that it is copied from; empty: none
};

struct RelationWords {
  std::string_view name;
  bool is_view;
  std::string_view meaning;  // whole sentences
  std::string_view base;     // the table or view whose columns come first, all of them; empty: none
  std::span<const ColumnWords> columns;
};

// All tables and views, the ones that most queries need first; columns in the schema's order.
std::span<const RelationWords> schema_words();

// The relation's own columns behind those of its base.
std::vector<ColumnWords> all_columns(const RelationWords& relation);

// "integer", "text", "time", "flag", "seconds", "JSON".
std::string_view to_string(ColumnKind kind);

}  // namespace threadmirror::storage
