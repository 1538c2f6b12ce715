#include "storage/parameter.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace threadmirror;
using namespace threadmirror::storage;

namespace {

const Value kNull{};
Value text(const char* value) { return std::string(value); }

}  // namespace

TEST_CASE("a whole number of 64 bits is an integer, a decimal number a real") {
  CHECK(parse_value("7") == Value(std::int64_t{7}));
  CHECK(parse_value("0") == Value(std::int64_t{0}));
  CHECK(parse_value("-12") == Value(std::int64_t{-12}));
  CHECK(parse_value("-9223372036854775808") == Value(std::numeric_limits<std::int64_t>::min()));
  CHECK(parse_value("1.5") == Value(1.5));
  CHECK(parse_value("-0.25") == Value(-0.25));
  CHECK(parse_value("1e3") == Value(1000.0));
  CHECK(parse_value("2.5E-1") == Value(0.25));
}

TEST_CASE("what would not come back as it was written stays text") {
  for (const char* value : {"",      " 7",   "7 ",   "007", "+5",        "-0",   "-",   "9223372036854775808",
                            "1e999", "1.",   ".5",   "1e",  "1e+",       "0x10", "inf", "nan",
                            "null",  "Null", "OPEN", "1,5", "2026-11-21"}) {
    CAPTURE(value);
    CHECK(parse_value(value) == text(value));
  }
}

TEST_CASE("NULL is NULL, and single quotes make a text of anything") {
  CHECK(parse_value("NULL") == kNull);
  CHECK(parse_value("'NULL'") == text("NULL"));
  CHECK(parse_value("'007'") == text("007"));
  CHECK(parse_value("'7'") == text("7"));
  CHECK(parse_value("''") == text(""));
  CHECK(parse_value("'it''s'") == text("it's"));
  for (const char* value : {"'", "'open", "it's", "'a'b'", "'a''", "\"7\""}) {
    CAPTURE(value);
    CHECK(parse_value(value) == text(value));
  }
}

TEST_CASE("a parameter is a name, an equals sign and all that follows") {
  const auto parameter = parse_parameter("where=a=b");
  REQUIRE(parameter);
  CHECK(parameter->name == "where");
  CHECK(parameter->value == text("a=b"));
  for (const char* with_sign : {":days=7", "$days=7", "@days=7"}) {
    CHECK(parse_parameter(with_sign).value().name == "days");
  }
  CHECK(parse_parameter("_a1=").value().value == text(""));
}

TEST_CASE("a parameter that can't be read is told with the way to write it") {
  for (const char* bad : {"", "days", "=7", "1a=7", "a b=7", "::a=7", "ä=7"}) {
    CAPTURE(bad);
    const auto parameter = parse_parameter(bad);
    REQUIRE_FALSE(parameter);
    CHECK(parameter.error().code() == core::ErrorCode::kUsage);
    CHECK(parameter.error().mend().find("--param") != std::string::npos);
  }
}

TEST_CASE("a name may come once") {
  CHECK(parse_parameters(std::vector<std::string>{"a=1", "b=2"}).value().size() == 2);
  const auto twice = parse_parameters(std::vector<std::string>{"a=1", ":a=1"});
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message() == "the parameter a is given twice");
  CHECK_FALSE(parse_parameters(std::vector<std::string>{"a=1", "b"}));
}
