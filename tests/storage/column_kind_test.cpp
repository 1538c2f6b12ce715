#include "storage/column_kind.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror::storage;

TEST_CASE("each kind of column has a word for people and a storage class") {
  using enum ColumnKind;
  struct Expected {
    ColumnKind kind;
    std::string word, type;
  };
  for (const Expected& expected :
       {Expected{kInteger, "integer", "INTEGER"}, Expected{kText, "text", "TEXT"},
        Expected{kInstant, "time", "TEXT"}, Expected{kFlag, "flag", "INTEGER"},
        Expected{kSeconds, "seconds", "INTEGER"}, Expected{kRealSeconds, "seconds", "REAL"},
        Expected{kJson, "JSON", "TEXT"}}) {
    CHECK(to_string(expected.kind) == expected.word);
    CHECK(sql_type(expected.kind) == expected.type);
  }
}
