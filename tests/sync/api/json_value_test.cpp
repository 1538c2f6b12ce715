#include "sync/api/json_value.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using threadmirror::sync::api::canonical_json;
using threadmirror::sync::api::compact_json;
using threadmirror::sync::api::JsonValue;
using namespace std::string_view_literals;

TEST_CASE("a JSON value knows its kind and gives only that") {
  using Kind = JsonValue::Kind;
  CHECK(JsonValue().kind() == Kind::kNull);
  CHECK(JsonValue::boolean(false).kind() == Kind::kBool);
  CHECK(JsonValue::number("1").kind() == Kind::kNumber);
  CHECK(JsonValue::string("x").kind() == Kind::kString);
  CHECK(JsonValue::array().kind() == Kind::kArray);
  CHECK(JsonValue::object().kind() == Kind::kObject);
  CHECK(JsonValue::string("x").text() == "x");
  CHECK_THROWS(JsonValue::number("1").text());
  CHECK(JsonValue::number("1").find("a") == nullptr);
}

// Fault 46.
TEST_CASE("of a repeated name the last one counts") {
  const JsonValue value =
      JsonValue::object({{"a", JsonValue::number("1")}, {"b", JsonValue()}, {"a", JsonValue::number("2")}});
  CHECK(value.find("a")->number_token() == "2");
  CHECK(value.find("c") == nullptr);
  CHECK(canonical_json(value) == R"({"a":2,"b":null})");
  CHECK(compact_json(value) == R"({"a":1,"b":null,"a":2})");
}

// Fault 46.
TEST_CASE("the last of very many repeated names counts in canonical JSON, too") {
  JsonValue value = JsonValue::object();
  std::vector<std::string> numbers;
  for (int i = 0; i < 500; ++i) numbers.push_back(std::to_string(i));
  const std::array names{"n0", "n1", "n2"};
  for (std::size_t i = 0; i < 500; ++i) value.add_member(names.at(i % 3), JsonValue::number(numbers[i]));
  CHECK(canonical_json(value) == R"({"n0":498,"n1":499,"n2":497})");
}

TEST_CASE("canonical JSON sorts names on every level and keeps the order of arrays") {
  const JsonValue inner =
      JsonValue::object({{"z", JsonValue::boolean(true)}, {"y", JsonValue::string("\"")}});
  const JsonValue value =
      JsonValue::object({{"k", JsonValue::array({JsonValue::number("3"), inner})}, {"A", JsonValue()}});
  CHECK(canonical_json(value) == R"({"A":null,"k":[3,{"y":"\"","z":true}]})");
  CHECK(compact_json(value) == R"({"k":[3,{"z":true,"y":"\""}],"A":null})");
}

TEST_CASE("numbers are written as they came") {
  for (const char* token : {"-0", "1e400", "0.10", "123456789012345678901234567890"}) {
    CHECK(canonical_json(JsonValue::number(token)) == token);
  }
}

// Fault 45.
TEST_CASE("a NUL in a name or a text survives writing") {
  const JsonValue value = JsonValue::object({{"a\0b"sv, JsonValue::string("c\0d"sv)}});
  CHECK(compact_json(value) == "{\"a\\u0000b\":\"c\\u0000d\"}");
}
