#include "tests/fake_hubspot/target.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::fake_hubspot;
using namespace std::string_literals;

TEST_CASE("path and parameters are decoded in order") {
  const auto target = parse_target("/a%20b/c?x=1%2B2&y=a+b&x=&z&&w=%3D%26");
  REQUIRE(target);
  CHECK(target->path == "/a b/c");
  CHECK(target->parameters == Parameters{{"x", "1+2"}, {"y", "a b"}, {"x", ""}, {"z", ""}, {"w", "=&"}});
  CHECK(parse_target("/plain+path")->path == "/plain+path");
  CHECK(parse_target("/p?")->parameters.empty());
}

TEST_CASE("a broken escape is refused") {
  for (const char* text : {"/%", "/%2", "/%zz", "/p?a=%4", "/p?%=1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_target(text));
  }
}

TEST_CASE("every byte survives encoding and decoding") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(percent_decode(percent_encode(all), true) == all);
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("NTI1Cg==") == "NTI1Cg%3D%3D");
}

TEST_CASE("only whole decimal numbers are integers") {
  CHECK(parse_integer("-42") == -42);
  CHECK(parse_integer("9223372036854775807") == 9223372036854775807);
  for (const char* text : {"", " 1", "1 ", "1.0", "0x10", "9223372036854775808", "+1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_integer(text));
  }
}
