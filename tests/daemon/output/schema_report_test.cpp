#include "daemon/output/schema_report.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "daemon/output/text_width.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

// The relations of these names.
SchemaExtract extract_of(const std::vector<std::string>& names) {
  SchemaExtract extract;
  for (const std::string& name : names) {
    for (const storage::RelationWords& relation : storage::schema_words()) {
      if (relation.name == name) extract.relations.push_back(relation);
    }
  }
  REQUIRE(extract.relations.size() == names.size());
  return extract;
}

std::vector<std::string> names_of(const ListedColumns& listed) {
  std::vector<std::string> names;
  for (const storage::ColumnWords& column : listed.columns) names.emplace_back(column.name);
  return names;
}

// What is left of the text when its line breaks and indentation don't count.
std::string words_of(const std::string& text) {
  std::istringstream stream(text);
  std::string out;
  for (std::string word; stream >> word;) out += word;
  return out;
}

// A relation that no schema has.
constexpr storage::ColumnWords kColumns[]{
    {"id", storage::ColumnKind::kInteger, "which one", "anId"},
    {"since_when", storage::ColumnKind::kInstant, "a meaning of several words that goes on and on"}};
SchemaExtract made_up() { return {{{"made_up", true, "id", "It is made up.", "", kColumns}}, false}; }

}  // namespace

TEST_CASE("schema formats are known by name, and a wrong one is told with the nearest") {
  CHECK(parse_schema_format("text") == SchemaFormat::kText);
  CHECK(parse_schema_format("markdown") == SchemaFormat::kMarkdown);
  CHECK(parse_schema_format("json") == SchemaFormat::kJson);
  const auto wrong = parse_schema_format("jsom");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code() == core::ErrorCode::kUsage);
  CHECK(wrong.error().mend() == "did you mean \"json\"? the formats are text, markdown and json");
  CHECK(parse_schema_format("parquet").error().mend() == "the formats are text, markdown and json");
}

TEST_CASE("a view's columns are all listed, unless its base is listed, too") {
  const std::vector<std::string> own{"waiting_since", "waiting_seconds"};
  const SchemaExtract both = extract_of({"open_threads", "awaiting_reply"});
  CHECK(listed_columns(both, both.relations[1]).base == "open_threads");
  CHECK(names_of(listed_columns(both, both.relations[1])) == own);
  const SchemaExtract alone = extract_of({"threads", "awaiting_reply"});
  CHECK(listed_columns(alone, alone.relations[1]).base.empty());
  CHECK(listed_columns(alone, alone.relations[1]).columns.size() == alone.relations[0].columns.size() + 2);
  const SchemaExtract table = extract_of({"mirror_info"});
  CHECK(listed_columns(table, table.relations[0]).base.empty());
}

TEST_CASE("without a width each column is a line, with name, kind, meaning and source") {
  CHECK(schema_text(made_up(), {}) ==
        "made_up (view)\n"
        "  It is made up.\n"
        "\n"
        "  id          integer  which one (HubSpot's anId)\n"
        "  since_when  time     a meaning of several words that goes on and on\n");
}

TEST_CASE("on a terminal a meaning goes on below itself, on a narrow one below its name") {
  TableStyle style;
  style.width = 54;
  CHECK(schema_text(made_up(), style)
            .ends_with("  since_when  time     a meaning of several words that\n"
                       "                       goes on and on\n"));
  style.width = 53;
  CHECK(schema_text(made_up(), style)
            .ends_with("  id integer\n"
                       "      which one (HubSpot's anId)\n"
                       "  since_when time\n"
                       "      a meaning of several words that goes on and on\n"));
}

TEST_CASE("the whole schema fits every terminal that its names fit, and loses no word") {
  for (std::size_t width = 45; width <= 200; ++width) {
    CAPTURE(width);
    TableStyle style;
    style.width = width;
    const std::string text = schema_text(whole_schema(), style);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      CHECK_MESSAGE(display_width(line) <= width, line);
      CHECK_FALSE(line.ends_with(' '));
    }
    CHECK(words_of(text) == words_of(schema_text(whole_schema(), {})));
  }
}

TEST_CASE("only the whole schema has an introduction; a view on others names them") {
  const std::string whole = schema_text(whole_schema(), {});
  CHECK(whole.starts_with(storage::reading_words()));
  CHECK(whole.find(storage::value_words()) != std::string::npos);
  CHECK(whole.find("\n\nopen_threads (view)\n") != std::string::npos);
  CHECK(whole.find(" It has the columns of threads.\n\nawaiting_reply (view)\n") != std::string::npos);
  CHECK(whole.find(" It has the columns of open_threads, and these:\n\n  waiting_since ") !=
        std::string::npos);
  CHECK(schema_text(extract_of({"sightings", "threads"}), {}).starts_with("sightings (table)\n"));
}

TEST_CASE("names stand out in colour, and the text stays the same") {
  TableStyle style;
  style.colour = true;
  std::string text = schema_text(made_up(), style);
  CHECK(text.find("\x1b[1mmade_up\x1b[0m (view)\n") == 0);
  CHECK(text.find("  \x1b[1mid\x1b[0m          \x1b[2minteger\x1b[0m  which one") != std::string::npos);
}

}  // namespace threadmirror::tests
