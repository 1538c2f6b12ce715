// What each table, view and column of the current schema means, in words for those who write SQL. The command
// `schema`, docs/SCHEMA.md and the manual page threadmirror-schema(7) are made from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/column_kind.hpp"

namespace threadmirror::storage {

struct ColumnWords {
  std::string_view name;
  ColumnKind kind;
  std::string_view meaning;      // without a full stop at the end
  std::string_view source = {};  // the field of HubSpot's thread object that it is copied from; empty: none
};

struct RelationWords {
  std::string_view name;
  bool is_view;
  std::string_view order;    // the columns, joined by commas, that put its rows into an order of their own
  std::string_view meaning;  // whole sentences
  std::string_view base;     // the table or view whose columns come first, all of them; empty: none
  std::span<const ColumnWords> columns;
};

// All tables and views, the ones that most queries need first; columns in the schema's order.
std::span<const RelationWords> schema_words();

// The relation's own columns behind those of its base.
std::vector<ColumnWords> all_columns(const RelationWords& relation);

// The statement for all of its rows in their order: the one in which they are stored, but for counts and
// thread_events, which have to be sorted.
std::string select_all(const RelationWords& relation);

// How to open the file without harm, and how values are written: whole sentences for an introduction.
std::string_view reading_words();
std::string_view value_words();

// The schema that the words are about: `PRAGMA user_version` of a mirror.
int schema_version();

}  // namespace threadmirror::storage
