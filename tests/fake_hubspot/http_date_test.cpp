#include "tests/fake_hubspot/http_date.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace threadmirror;
using fake_hubspot::http_date;

TEST_CASE("instants have the form of HTTP") {
  CHECK(http_date(*core::Timestamp::parse("1994-11-06T08:49:37.999Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(core::Timestamp::from_unix_ms(-1)) == "Wed, 31 Dec 1969 23:59:59 GMT");
  CHECK(http_date(*core::Timestamp::parse("2024-02-29T00:00:00Z")) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST_CASE("years without four digits are moved to the border") {
  const auto far = core::Timestamp::from_unix_ms(1'000'000'000'000'000);
  CHECK(http_date(far) == "Fri, 31 Dec 9999 23:59:59 GMT");
  CHECK(http_date(core::Timestamp::from_unix_ms(-1'000'000'000'000'000)) == "Mon, 01 Jan 0001 00:00:00 GMT");
}
