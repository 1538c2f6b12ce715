#include "storage/name_hint.hpp"

#include <doctest/doctest.h>

#include <string>

using threadmirror::storage::name_hint;

TEST_CASE("an unknown table or column is told with the name that may have been meant") {
  CHECK(name_hint("no such table: theads") ==
        "did you mean \"threads\"? `threadmirror schema` tells all tables and columns");
  CHECK(name_hint("no such table: main.opn_threads").starts_with("did you mean \"open_threads\"? "));
  CHECK(name_hint("no such column: t.statsu").starts_with("did you mean \"status\"? "));
  CHECK(name_hint("no such column: waiting_secnds").starts_with("did you mean \"waiting_seconds\"? "));
}

TEST_CASE("of a column that others have, these are told") {
  CHECK(name_hint("no such column: t.waiting_since") ==
        "it is a column of awaiting_reply; `threadmirror schema` tells all tables and columns");
  const std::string of_several = name_hint("no such column: open_threads");
  CHECK(of_several.starts_with("it is a column of "));
  CHECK(of_several.find("assignee_load") != std::string::npos);
  CHECK(of_several.find(", ") < of_several.find("; "));
}

TEST_CASE("nothing is guessed from afar, nor from other complaints") {
  CHECK(name_hint("no such table: customers") == "`threadmirror schema` tells all tables and columns");
  CHECK(name_hint("near \"FORM\": syntax error") == "");
}
