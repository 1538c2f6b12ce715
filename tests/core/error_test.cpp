#include "core/error.hpp"

#include <doctest/doctest.h>

#include "core/result.hpp"

using namespace threadmirror::core;

TEST_CASE("an error tells what happened, where, and the mend") {
  const Error error(ErrorCode::kDns, "no address for api.example", "check the resolver");
  CHECK(error.in("poll").text() == "poll: no address for api.example (check the resolver)");
  CHECK(Error(ErrorCode::kIo, "x").text() == "x");
  CHECK(to_string(ErrorCode::kConnectionLost) == "connection_lost");
}

TEST_CASE("waiting can help against the network, not against a refused token") {
  CHECK(is_transient(ErrorCode::kTimeout));
  CHECK(is_transient(ErrorCode::kDailyLimit));
  CHECK(is_transient(ErrorCode::kDiskFull));
  CHECK_FALSE(is_transient(ErrorCode::kUnauthorized));
  CHECK_FALSE(is_transient(ErrorCode::kWrongPortal));
  CHECK_FALSE(is_transient(ErrorCode::kDatabaseCorrupt));
}

TEST_CASE("a failure converts to any result") {
  const Result<int> number = fail(ErrorCode::kIo, "disk");
  const Status status = fail(number.error());
  CHECK(status.error().code() == ErrorCode::kIo);
}
