#include "core/text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace threadmirror::core;
using namespace std::string_literals;

// Fault 44.
TEST_CASE("invalid UTF-8 becomes U+FFFD and is counted") {
  std::size_t replaced = 0;
  CHECK(valid_utf8("plain ä € 😀", &replaced) == "plain ä € 😀");
  CHECK(replaced == 0);
  CHECK(valid_utf8("a\xFFz", &replaced) == "a\xEF\xBF\xBDz");
  CHECK(replaced == 1);
  CHECK(valid_utf8("\xC0\xAF", &replaced) == "\xEF\xBF\xBD\xEF\xBF\xBD");       // overlong
  CHECK(valid_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // lone surrogate
  CHECK(valid_utf8("\xF4\x90\x80\x80").find('\xF4') == std::string::npos);      // above U+10FFFF
  CHECK(valid_utf8("cut \xE2\x82") == "cut \xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(is_valid_utf8("ü"));
  CHECK_FALSE(is_valid_utf8("\xE0\x80\x80"));
}

// Fault 45.
TEST_CASE("a NUL byte never truncates text") {
  CHECK(valid_utf8("a\0b"s) == "a\0b"s);
  CHECK(printable("a\0b"s) == "a\\x00b");
}

// Fault 53.
TEST_CASE("control characters are made visible") {
  CHECK(printable("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
  CHECK(printable("\xC2\x9B") == "\\x9b");
  CHECK(printable("grün") == "grün");
}

TEST_CASE("trim takes white space from both ends only") {
  CHECK(trim("  a b\r\n") == "a b");
  CHECK(trim(" \n") == "");
  CHECK(trim("") == "");
}

TEST_CASE("thousands are separated") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(1234567) == "1,234,567");
  CHECK(with_thousands(-123456) == "-123,456");
}
