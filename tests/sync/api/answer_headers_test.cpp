#include "sync/api/answer_headers.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror::sync::api;
using threadmirror::tests::answer;

TEST_CASE("headers are found whatever the case, trimmed, in their order") {
  const auto response = answer(200, "", {{"X-A", " 1 "}, {"x-b", "2"}, {"x-a", "3"}});
  const auto values = header_values(response, "X-a");
  REQUIRE(values.size() == 2);
  CHECK(values[0] == "1");
  CHECK(values[1] == "3");
  CHECK(header_values(response, "X-C").empty());
}

TEST_CASE("a single header is one that has one value") {
  const auto response = answer(
      200, "", {{"one", "1"}, {"same", "2"}, {"Same", "2"}, {"torn", "3"}, {"torn", "4"}, {"empty", ""}});
  CHECK(single_header(response, "One") == "1");
  CHECK(single_header(response, "same") == "2");
  CHECK_FALSE(single_header(response, "torn"));
  CHECK_FALSE(single_header(response, "empty"));
  CHECK_FALSE(single_header(response, "missing"));
}

TEST_CASE("text is compared and searched without regard to case") {
  CHECK(equal_ignoring_case("AbC", "aBc"));
  CHECK_FALSE(equal_ignoring_case("abc", "abcd"));
  CHECK_FALSE(equal_ignoring_case("a[", "a{"));
  CHECK(contains_ignoring_case("The Daily Limit", "daily limit"));
  CHECK(contains_ignoring_case("x", ""));
  CHECK_FALSE(contains_ignoring_case("dail", "daily"));
}
