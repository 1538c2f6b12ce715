#include "daemon/output/value_text.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace threadmirror::tests {

using namespace daemon::output;
using namespace std::string_literals;
using storage::Blob;
using storage::Value;

// Fault 49.
TEST_CASE("a real is the shortest text that reads back, and never looks like an integer") {
  CHECK(real_text(1.0) == "1.0");
  CHECK(real_text(0.1) == "0.1");
  CHECK(real_text(-0.0) == "-0.0");
  CHECK(real_text(1e300) == "1e+300");
  CHECK(real_text(2.5e-10) == "2.5e-10");
  CHECK(real_text(1234567.0) == "1234567.0");
  CHECK(real_text(std::numeric_limits<double>::infinity()) == "Inf");
  CHECK(real_text(-std::numeric_limits<double>::infinity()) == "-Inf");
  CHECK(real_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

TEST_CASE("bytes become an SQL literal") {
  CHECK(blob_literal("\x00\x7f\xff"s) == "x'007fff'");
  CHECK(blob_literal("") == "x''");
}

TEST_CASE("base64 agrees with the examples of RFC 4648") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

// Fault 45.
TEST_CASE("every kind of value has a text, with nothing cut off at a NUL") {
  CHECK(plain_text(Value{}) == "");
  CHECK(plain_text(Value{std::numeric_limits<std::int64_t>::min()}) == "-9223372036854775808");
  CHECK(plain_text(Value{0.5}) == "0.5");
  CHECK(plain_text(Value{"a\0b"s}) == "a\0b"s);
  CHECK(plain_text(Value{Blob{"A"}}) == "x'41'");
}

TEST_CASE("numbers and NULL are told from the rest") {
  CHECK(is_number(Value{std::int64_t{1}}));
  CHECK(is_number(Value{1.5}));
  CHECK_FALSE(is_number(Value{"1"s}));
  CHECK(is_null(Value{}));
  CHECK_FALSE(is_null(Value{""s}));
}

}  // namespace threadmirror::tests
