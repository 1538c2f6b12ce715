#include "config/finding.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::config;

TEST_CASE("a finding is one line: place, key, message, mend") {
  CHECK(to_text(Finding{"/etc/x.toml", 3, 13, "hubspot.page_size", "is wrong", "mend it"}) ==
        "/etc/x.toml:3:13: hubspot.page_size: is wrong (mend it)");
  CHECK(to_text(Finding{"x.toml", 3, 0, "", "is wrong", ""}) == "x.toml:3: is wrong");
  CHECK(to_text(Finding{"x.toml", 0, 7, "", "does not exist", ""}) == "x.toml: does not exist");
  CHECK(to_text(Finding{"", 0, 0, "storage.path", "is empty", ""}) == "storage.path: is empty");
}

// Fault 53.
TEST_CASE("control characters of a file's or key's name never reach the terminal") {
  const std::string text = to_text(Finding{"a\nb", 1, 1, "key\x1b[31m", "m\r", "n\x07"});
  CHECK(text == "a\\nb:1:1: key\\x1b[31m: m\\r (n\\x07)");
}

TEST_CASE("several findings are several lines, and one error") {
  const Findings findings{{"f", 1, 2, "a", "first", ""}, {"f", 2, 3, "b", "second", ""}};
  CHECK(to_text(findings) == "f:1:2: a: first\nf:2:3: b: second");
  CHECK(to_text(Findings{}) == "");
  CHECK(to_error(findings).code() == threadmirror::core::ErrorCode::kConfig);
  CHECK(to_error(findings).message() == to_text(findings));
}

TEST_CASE("findings are put in the order of the file, equal places stay as they were") {
  Findings findings{
      {"f", 2, 1, "c", "", ""}, {"f", 1, 9, "b", "", ""}, {"f", 1, 2, "a", "", ""}, {"f", 2, 1, "d", "", ""}};
  sort_by_place(findings);
  std::string order;
  for (const Finding& finding : findings) order += finding.key;
  CHECK(order == "abcd");
}
