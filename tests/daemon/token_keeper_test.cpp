#include "daemon/token_keeper.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using daemon::TokenKeeper;

TEST_CASE("a token that was replaced is used from the next request on") {
  std::string in_file = "first";
  core::NullLog log;
  auto keeper =
      TokenKeeper::create([&]() -> core::Result<core::Secret> { return core::Secret(in_file); }, log);
  REQUIRE(keeper);
  CHECK((*keeper)->current()->reveal() == "first");
  in_file = "second";
  CHECK((*keeper)->current()->reveal() == "second");
}

TEST_CASE("while the token can't be read the last good one serves") {
  bool readable = true;
  core::NullLog log;
  auto keeper = TokenKeeper::create(
      [&]() -> core::Result<core::Secret> {
        if (!readable) return core::fail(core::ErrorCode::kConfig, "gone");
        return core::Secret("good");
      },
      log);
  REQUIRE(keeper);
  readable = false;
  CHECK((*keeper)->current()->reveal() == "good");
}

// Fault 88.
TEST_CASE("without a token to begin with there is no keeper") {
  core::NullLog log;
  const auto keeper = TokenKeeper::create(
      []() -> core::Result<core::Secret> { return core::fail(core::ErrorCode::kConfig, "no token"); }, log);
  REQUIRE_FALSE(keeper);
  CHECK(keeper.error().code() == core::ErrorCode::kConfig);
}
