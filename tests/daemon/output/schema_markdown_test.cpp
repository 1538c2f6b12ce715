#include <doctest/doctest.h>

#include "daemon/output/schema_report.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

constexpr storage::ColumnWords kColumns[]{{"id", storage::ColumnKind::kInteger, "one | two", "anId"},
                                          {"lag_of", storage::ColumnKind::kRealSeconds, "a_b < 5"}};
constexpr storage::ColumnWords kOwn[]{{"at", storage::ColumnKind::kInstant, "when"}};

const storage::RelationWords kBase{"base", false, "id", "The base. It goes on.", "", kColumns};
const storage::RelationWords kView{"view_on", true, "at", "A view.", "base", kOwn};

}  // namespace

TEST_CASE("a relation is a heading, a paragraph and a table in which nothing is taken for markup") {
  CHECK(schema_markdown({{kBase}, false}) == R"(## base

Table. The base. It goes on.

| column | kind | meaning | HubSpot's field |
| --- | --- | --- | --- |
| `id` | integer | one \| two | `anId` |
| `lag_of` | seconds | a_b &lt; 5 | |
)");
}

TEST_CASE("a view refers to its base; without sources there is no column for them") {
  const std::string text = schema_markdown({{kBase, kView}, false});
  CHECK(text.ends_with(R"(
## view_on

View. A view. It has the columns of [`base`](#base), and these:

| column | kind | meaning |
| --- | --- | --- |
| `at` | time | when |
)"));
}

TEST_CASE("the whole begins with how to read, and a list of all by their first sentence") {
  const std::string text = schema_markdown({{kBase, kView}, true});
  CHECK(text.starts_with("<!-- Made by: threadmirror schema --format markdown -->\n\n# Tables and views\n"));
  for (const auto part : {storage::reading_words(), storage::value_words()}) {
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(text.find("This is version " + std::to_string(storage::schema_version())) != std::string::npos);
  CHECK(text.find("?mode=ro") != std::string::npos);
  CHECK(text.find("\n\n- [`base`](#base): The base.\n- [`view_on`](#view_on): A view.\n\n## base\n") !=
        std::string::npos);
}

}  // namespace threadmirror::tests
