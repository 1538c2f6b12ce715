#include "core/suggestion.hpp"

#include <doctest/doctest.h>

#include <array>

using threadmirror::core::did_you_mean;

TEST_CASE("the nearest word is offered, a stranger gets none") {
  constexpr std::array<std::string_view, 2> words{"info", "warning"};
  CHECK(did_you_mean("inof", words) == "did you mean \"info\"?");
  CHECK(did_you_mean("warn", words) == "did you mean \"warning\"?");
  CHECK(did_you_mean("in", words) == "did you mean \"info\"?");
  CHECK(did_you_mean("w", words) == "");
  CHECK(did_you_mean("something else", words) == "");
}

TEST_CASE("a slip within a long word is forgiven, and a word that begins so goes before a nearer one") {
  constexpr std::array<std::string_view, 4> words{"poll_interval", "overlap", "page_size", "poll"};
  CHECK(did_you_mean("pol_interval", words) == "did you mean \"poll_interval\"?");
  CHECK(did_you_mean("pagesize", words) == "did you mean \"page_size\"?");
  CHECK(did_you_mean("pol", words) == "did you mean \"poll_interval\"?");
  CHECK(did_you_mean("zzzzzzzz", words) == "");
}

TEST_CASE("what follows stands behind the proposal, or alone") {
  constexpr std::array<std::string_view, 1> words{"json"};
  CHECK(did_you_mean("jsom", words, "the only format is json") ==
        "did you mean \"json\"? the only format is json");
  CHECK(did_you_mean("parquet", words, "the only format is json") == "the only format is json");
}
