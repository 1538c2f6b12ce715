#include "sync/api/credentials.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/api_world.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using core::Secret;

TEST_CASE("a static token is read anew each time, also when it was refused") {
  ApiWorld world;
  int reads = 0;
  const auto credentials = create_static_credentials(
      [&]() -> core::Result<Secret> { return Secret("token-" + std::to_string(++reads)); });
  CHECK(world.run(credentials->token())->reveal() == "token-1");
  CHECK(world.run(credentials->token())->reveal() == "token-2");
  CHECK(world.run(credentials->renew(Secret("token-2")))->reveal() == "token-3");
  CHECK(reads == 3);
}

TEST_CASE("why there is no static token is passed on") {
  ApiWorld world;
  const auto credentials = create_static_credentials(
      []() -> core::Result<Secret> { return core::fail(core::ErrorCode::kConfig, "no file"); });
  CHECK(world.run(credentials->token()).error().message() == "no file");
  CHECK(world.run(credentials->renew(Secret("x"))).error().message() == "no file");
}

TEST_CASE("secrets are the same when their texts are") {
  CHECK(is_same(Secret("a"), Secret("a")));
  CHECK_FALSE(is_same(Secret("a"), Secret("b")));
  CHECK_FALSE(is_same(Secret("a"), Secret("aa")));
}
