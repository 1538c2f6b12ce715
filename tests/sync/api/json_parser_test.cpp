#include "sync/api/json_parser.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::string_literals;

namespace {

std::string parsed(std::string text) {
  const auto result = parse_json(std::move(text));
  return result ? compact_json(result->root) : "refused: " + result.error().message();
}

bool is_refused(std::string text) {
  const auto result = parse_json(std::move(text));
  return !result && result.error().code() == core::ErrorCode::kBadResponse;
}

}  // namespace

TEST_CASE("a document is read as it stands") {
  CHECK(parsed(R"( { "a" : [1, -2.50, "x", true, false, null, {}] , "b":{"c":[]} } )") ==
        R"({"a":[1,-2.50,"x",true,false,null,{}],"b":{"c":[]}})");
  CHECK(parsed("7") == "7");
  CHECK(parsed("\"\"") == "\"\"");
}

// Fault 42.
TEST_CASE("truncated documents, trailing junk, two documents and nothing at all are refused") {
  const std::string whole = R"({"results":[{"id":"1","x":[true,null,1.5e3,"é"]}],"paging":null})";
  CHECK_FALSE(is_refused(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_MESSAGE(is_refused(whole.substr(0, length)), length);
  }
  CHECK(is_refused(whole + "x"));
  CHECK(is_refused(whole + whole));
  CHECK(is_refused(whole + "\0"s));
  CHECK(is_refused(whole + "\0{}"s));
  CHECK(is_refused("\0"s + whole));
  CHECK(is_refused("   "));
}

TEST_CASE("the grammar is strict") {
  for (const char* bad : {"{'a':1}", "{a:1}", "[1,]", "{\"a\":1,}", "// x\n1", "[1 2]", "{\"a\" 1}", "tru",
                          "+1", "01", "1.", "\"\t\"", "\"\\x\"", "[1}", "]"}) {
    CHECK_MESSAGE(is_refused(bad), bad);
  }
}

// Fault 43.
TEST_CASE("a million levels of nesting are refused at once, without recursion") {
  const auto start = std::chrono::steady_clock::now();
  std::string deep(1'000'000, '[');
  CHECK(is_refused(deep + std::string(1'000'000, ']')));
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"a\":";
  CHECK(is_refused(objects));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

// Fault 43.
TEST_CASE("nesting is taken up to the limit and not beyond") {
  const JsonLimits limits;
  CHECK_FALSE(is_refused(std::string(limits.depth, '[') + std::string(limits.depth, ']')));
  CHECK(is_refused(std::string(limits.depth + 1, '[') + std::string(limits.depth + 1, ']')));
}

// Fault 38.
TEST_CASE("a document of too many values is too large, so that memory stays bounded") {
  std::string many = "[0";
  for (int i = 0; i < 300'000; ++i) many += ",0";
  const auto result = parse_json(many + "]");
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == core::ErrorCode::kTooLarge);
}

// Fault 44.
TEST_CASE("invalid UTF-8 and lone surrogates become U+FFFD and are counted") {
  const auto result = parse_json("{\"a\":\"\xC0\xAF\",\"b\":\"\\ud800!\",\"c\":\"\\udc00\",\"\xFF\":1}");
  REQUIRE(result);
  CHECK(result->replaced_characters == 5);
  CHECK(result->root.find("a")->text() == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(result->root.find("b")->text() == "\xEF\xBF\xBD!");
  CHECK(result->root.find("c")->text() == "\xEF\xBF\xBD");
  CHECK(result->root.find("\xEF\xBF\xBD") != nullptr);
  CHECK(parse_json("\"\\ud83d\\ude00\"")->root.text() == "😀");
}

// Fault 45.
TEST_CASE("a NUL in a text is kept") {
  CHECK(parse_json("\"a\\u0000b\"")->root.text() == "a\0b"s);
  CHECK(parse_json("{\"a\\u0000b\":1}")->root.find("a\0b"s) != nullptr);
}

// Fault 49.
TEST_CASE("numbers beyond a double's range are read digit by digit") {
  CHECK(parsed(R"({"a":1e400,"b":[-1.5E+999,7],"c":"1e400"})") ==
        R"({"a":1e400,"b":[-1.5E+999,7],"c":"1e400"})");
  const std::string digits(400, '9');
  CHECK(parsed("[" + digits + "]") == "[" + digits + "]");
  CHECK(parsed("[1e-999999999999, -0, 1e5]") == "[1e-999999999999,-0,1e5]");
  CHECK(parsed("[0." + std::string(500, '0') + "e-2147483639]").starts_with("[0.000"));
}

// Fault 49.
TEST_CASE("NaN and the infinities are no JSON") {
  for (const char* bad : {"NaN", "[Infinity]", "-Infinity", "{\"a\":nan}", "[1e400,NaN]", "[1e400"}) {
    CHECK_MESSAGE(is_refused(bad), bad);
  }
}

TEST_CASE("many large numbers are read in linear time") {
  std::string many = "[1e999";
  for (int i = 0; i < 200'000; ++i) many += ",1e999";
  const auto start = std::chrono::steady_clock::now();
  const auto result = parse_json(many + "]");
  REQUIRE(result);
  CHECK(result->root.items().size() == 200'001);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
