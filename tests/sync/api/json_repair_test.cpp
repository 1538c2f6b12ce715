#include "sync/api/json_repair.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror::sync::api;

namespace {

std::string repaired(std::string text, std::size_t expected) {
  std::size_t replaced = 0;
  std::string out = with_valid_characters(std::move(text), replaced);
  CHECK(replaced == expected);
  return out;
}

}  // namespace

// Fault 44.
TEST_CASE("surrogates without a partner become U+FFFD, pairs stay") {
  CHECK(repaired(R"("\ud83d\ude00")", 0) == R"("\ud83d\ude00")");
  CHECK(repaired(R"("\uD800")", 1) == R"("\ufffd")");
  CHECK(repaired(R"("\udc00x")", 1) == R"("\ufffdx")");
  CHECK(repaired(R"("\ud800\ud83d\ude00")", 1) == R"("\ufffd\ud83d\ude00")");
  CHECK(repaired(R"("\ud800\n\udfff")", 2) == R"("\ufffd\n\ufffd")");
  CHECK(repaired(R"("\u00e4")", 0) == R"("\u00e4")");
}

TEST_CASE("an escaped backslash before u is no escape, and cut escapes are left to the parser") {
  CHECK(repaired(R"("\\ud800")", 0) == R"("\\ud800")");
  CHECK(repaired(R"("\\\ud800")", 1) == R"("\\\ufffd")");
  CHECK(repaired(R"("\ud8)", 0) == R"("\ud8)");
  CHECK(repaired("\"\\", 0) == "\"\\");
  CHECK(repaired(R"("\ud8 0\u+800")", 0) == R"("\ud8 0\u+800")");
}

// Fault 44.
TEST_CASE("invalid UTF-8 is replaced and counted") {
  CHECK(repaired("\"\xFF\"", 1) == "\"\xEF\xBF\xBD\"");
  CHECK(repaired("\"gr\xC3\xBCn\"", 0) == "\"gr\xC3\xBCn\"");
}

TEST_CASE("a JSON number is told from what only looks like one") {
  for (const char* good : {"0", "-0", "10", "1.5", "-1.5e10", "1E+9", "0e-7"}) CHECK(is_json_number(good));
  for (const char* bad : {"", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1e5e5", "1-", "0x1", "--1"}) {
    CHECK_FALSE(is_json_number(bad));
  }
}

// Fault 49.
TEST_CASE("only well-formed large numbers outside of strings are blanked, and offsets stay") {
  CHECK(with_large_numbers_blanked(R"({"1e400":1e400,"a":"1e9"})") == R"({"1e400":0    ,"a":"1e9"})");
  CHECK(with_large_numbers_blanked(R"(["\"",1e5,12])") == R"(["\"",0  ,12])");
  CHECK(with_large_numbers_blanked("[1e5e5,1e]") == "[1e5e5,1e]");
  const std::string digits(400, '7');
  CHECK(with_large_numbers_blanked(digits) == "0" + std::string(399, ' '));
  CHECK(with_large_numbers_blanked("\"never closed\\") == "\"never closed\\");
}

TEST_CASE("the number at the start of a text is found") {
  CHECK(number_at("-1.5e+3,2") == "-1.5e+3");
  CHECK(number_at("x1") == "");
}
