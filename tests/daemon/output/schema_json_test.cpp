#include <doctest/doctest.h>

#include <algorithm>

#include "daemon/output/schema_report.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

constexpr storage::ColumnWords kColumns[]{{"id", storage::ColumnKind::kInteger, "a \"number\"", "anId"},
                                          {"lag", storage::ColumnKind::kRealSeconds, "how long"}};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("each relation is an object with its columns, the source null where there is none") {
  CHECK(schema_json({{{"made_up", true, "id", "It is made up.", "", kColumns}}, false}) ==
        "{\n  \"schema_version\": " + std::to_string(storage::schema_version()) + R"(,
  "relations": [
    {
      "name": "made_up",
      "type": "view",
      "meaning": "It is made up.",
      "columns": [
        {
          "name": "id",
          "type": "INTEGER",
          "kind": "integer",
          "meaning": "a \"number\"",
          "source": "anId"
        },
        {
          "name": "lag",
          "type": "REAL",
          "kind": "seconds",
          "meaning": "how long",
          "source": null
        }
      ]
    }
  ]
}
)");
}

TEST_CASE("programs get all columns of each relation, those of its base, too") {
  const std::string json = schema_json(whole_schema());
  CHECK(count(json, "\"type\": \"table\"") + count(json, "\"type\": \"view\"") ==
        storage::schema_words().size());
  std::size_t columns = 0;
  for (const auto& relation : storage::schema_words()) columns += all_columns(relation).size();
  CHECK(count(json, "\"source\": ") == columns);
  CHECK(count(json, "\"name\": \"spam\"") == 3);  // threads, open_threads, awaiting_reply
}

}  // namespace threadmirror::tests
