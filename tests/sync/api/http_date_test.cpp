#include "sync/api/http_date.hpp"

#include <doctest/doctest.h>

using threadmirror::sync::api::parse_http_date;

TEST_CASE("the date of RFC 9110's example is read") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT")->to_string() == "1994-11-06T08:49:37.000Z");
  CHECK(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT")->unix_ms() == 0);
  CHECK(parse_http_date("Sat, 21 Nov 2026 09:30:00 GMT")->to_string() == "2026-11-21T09:30:00.000Z");
}

// Fault 41.
TEST_CASE("anything else is no date") {
  for (const char* bad :
       {"", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 CET", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "unN, 06 Nov 1994 08:49:37 GMT", "2026-11-21T09:30:00Z"}) {
    CHECK_MESSAGE(!parse_http_date(bad), bad);
  }
}
