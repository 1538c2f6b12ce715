#include "docs/manual/mdoc.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::manual;

TEST_CASE("what mdoc would read as a command is escaped") {
  CHECK(plain(".Sh x") == "\\&.Sh x");
  CHECK(plain("'x") == "\\&'x");
  CHECK(plain(R"(a\b "c" ~ -d)") == R"(a\eb \(dqc\(dq \(ti \-d)");
}

TEST_CASE("words in backticks are bold") { CHECK(plain("the `key` x") == "the \\fBkey\\fP x"); }

TEST_CASE("each sentence has a line; a full stop inside of one does not end it") {
  CHECK(sentences("One. Two, e.g. this.") == "One.\nTwo, e.g. this.\n");
  CHECK(sentences("One") == "One\n");
  CHECK(sentences("") == "");
}

TEST_CASE("a page begins with its date, title and name") {
  CHECK(head("May 1, 2026", "a.toml", 5, "b") ==
        ".Dd May 1, 2026\n.Dt A.TOML 5\n.Os threadmirror\n.Sh NAME\n.Nm a.toml\n.Nd b\n");
}
