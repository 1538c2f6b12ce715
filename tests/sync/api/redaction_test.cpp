#include "sync/api/redaction.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;

TEST_CASE("an echoed token disappears from body, headers and errors") {
  const core::Secret token("pat-na1-1234");
  auto response = tests::answer(200, "a pat-na1-1234 b pat-na1-1234", {{"X-Echo", "Bearer pat-na1-1234"}});
  redact(response, token);
  CHECK(response.body == "a [redacted] b [redacted]");
  CHECK(response.headers[0].value == "Bearer [redacted]");
  const core::Error error(core::ErrorCode::kTls, "for pat-na1-1234", "drop pat-na1-1234");
  CHECK(redacted(error, token).text() == "for [redacted] (drop [redacted])");
  CHECK(redacted(error, token).code() == core::ErrorCode::kTls);
}

TEST_CASE("an empty token redacts nothing") {
  auto response = tests::answer(200, "abc");
  redact(response, core::Secret());
  CHECK(response.body == "abc");
}
