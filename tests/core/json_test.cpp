#include "core/json.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace threadmirror::core;
using namespace std::string_literals;

TEST_CASE("a document of every type is written as JSON") {
  JsonWriter json;
  json.begin_object().field("text", "a\"b").field("n", 42).field("d", 0.5).field("yes", true);
  json.field("none", std::optional<std::string>()).key("list").begin_array().value(1).null().end_array();
  json.field("at", Timestamp::from_unix_ms(0)).key("raw").raw(R"({"x":1})").end_object();
  CHECK(json.text() == R"({"text":"a\"b","n":42,"d":0.5,"yes":true,"none":null,"list":[1,null],)"
                       R"("at":"1970-01-01T00:00:00.000Z","raw":{"x":1}})");
}

TEST_CASE("strings from outside stay valid JSON") {
  JsonWriter json;
  json.begin_array().value("a\0\x1f\xFF"s).value(std::numeric_limits<double>::quiet_NaN()).end_array();
  CHECK(json.text() == "[\"a\\u0000\\u001F\xEF\xBF\xBD\",null]");
}

TEST_CASE("the pretty style breaks lines") {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object().field("a", 1).end_object();
  CHECK(json.text() == "{\n  \"a\": 1\n}");
}
