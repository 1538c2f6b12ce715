#include "sync/api/quota_snapshot.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kNoon = core::Timestamp::parse("2026-11-21T12:00:00Z").value();

}  // namespace

TEST_CASE("a snapshot is read as it was written") {
  QuotaSnapshot snapshot;
  snapshot.as_of = kNoon;
  CHECK(parse_quota_snapshot(to_json(snapshot)) == snapshot);
  snapshot.utc_offset = -210min;
  snapshot.quota = 250000;
  snapshot.left = 0;
  snapshot.spent_until = kNoon + 12h;
  CHECK(parse_quota_snapshot(to_json(snapshot)) == snapshot);
  CHECK(to_json(snapshot) ==
        R"({"as_of":"2026-11-21T12:00:00.000Z","utc_offset_minutes":-210,"quota":250000,"left":0,)"
        R"("spent_until":"2026-11-22T00:00:00.000Z"})");
}

TEST_CASE("what is no snapshot is not taken for one") {
  for (const char* text : {"", "{", "[]", "7", "{}", R"({"as_of":"soon","utc_offset_minutes":0})",
                           R"({"as_of":"2026-11-21T12:00:00Z"})",
                           R"({"as_of":"2026-11-21T12:00:00Z","utc_offset_minutes":1e9})"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quota_snapshot(text));
  }
}

TEST_CASE("numbers that make no sense are left out") {
  for (const char* numbers : {R"("quota":0,"left":0)", R"("quota":-5,"left":3)", R"("quota":"x","left":1)"}) {
    CAPTURE(numbers);
    const auto snapshot = parse_quota_snapshot(R"({"as_of":"2026-11-21T12:00:00Z","utc_offset_minutes":60,)" +
                                               std::string(numbers) + "}");
    REQUIRE(snapshot);
    CHECK(snapshot->utc_offset == 60min);
    CHECK_FALSE(snapshot->quota);
    CHECK_FALSE(snapshot->left);
  }
  const auto more = parse_quota_snapshot(
      R"({"as_of":"2026-11-21T12:00:00Z","utc_offset_minutes":60,"quota":10,"left":11})");
  REQUIRE(more);
  CHECK(more->quota == 10);
  CHECK_FALSE(more->left);
}
