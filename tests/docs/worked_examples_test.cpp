#include "tests/docs/worked_examples.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::tests;

TEST_CASE("a block with an answer right behind it is an example, under its heading") {
  const std::string document =
      "# T\n\n## Who?\n\n```sql\nSELECT 1\n```\n```text\nans\nwer\n```\n\n## Alone\n\n```sql\nSELECT "
      "2\n```\n\n```text\nx\n```\n"
      "```sql\nSELECT 3\n```\n```text\n```\n";
  const auto found = worked_examples(document, "sql");
  REQUIRE(found.size() == 2);
  CHECK(found[0].heading == "Who?");
  CHECK(found[0].question == "SELECT 1\n");
  CHECK(found[0].answer == "ans\nwer\n");
  CHECK(document.substr(found[0].answer_at, 4) == "ans\n");
  CHECK(found[1].heading == "Alone");
  CHECK(found[1].question == "SELECT 3\n");
  CHECK(found[1].answer.empty());
  CHECK(worked_examples(document, "sh").empty());
  CHECK(blocks(document, "sql").size() == 3);
}

TEST_CASE("a shell line falls into words at its spaces, but for those in quotes") {
  CHECK(shell_words("a --b \"c d\" 'e \"f\"'\n") == std::vector<std::string>{"a", "--b", "c d", "e \"f\""});
  CHECK(shell_words("a ''") == std::vector<std::string>{"a", ""});
}
