#include "tests/fake_hubspot/query.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::fake_hubspot;

namespace {

Checked<ListingQuery> listing(const char* parameters, const Quirks& quirks = {}) {
  return parse_listing(parse_target(std::string("/?") + parameters)->parameters, quirks);
}

}  // namespace

TEST_CASE("without parameters the active threads are listed by id") {
  const auto query = listing("");
  REQUIRE(query);
  CHECK_FALSE(query->by_time);
  CHECK_FALSE(query->archived);
  CHECK_FALSE(query->with_tickets);
  CHECK(query->limit == 100);
  CHECK(query->unfiltered());
  CHECK_FALSE(query->cursor);
}

TEST_CASE("what HubSpot refuses is refused") {
  for (const char* parameters :
       {"sort=latestMessageTimestamp",
        "sort=-latestMessageTimestamp&latestMessageTimestampAfter=2026-01-01T00:00:00Z",
        "sort=createdAt",
        "sort=-id",
        "sort=id&sort=id",
        "limit=0",
        "limit=-1",
        "limit=501",
        "limit=ten",
        "limit=",
        "limit=99999999999",
        "archived=yes",
        "archived=",
        "association=CONTACT",
        "inboxId=x",
        "inboxId=1&inboxId=2",
        "inboxId=1,2",
        "threadStatus=SNOOZED",
        "associatedContactId=5",
        "associatedTicketId=x",
        "property=status",
        "associatedContactId=5&threadStatus=OPEN&inboxId=1",
        "after=a&after=b",
        "sort=latestMessageTimestamp&latestMessageTimestampAfter=yesterday",
        "sort=latestMessageTimestamp&latestMessageTimestampAfter=1763717400000",
        "sort=latestMessageTimestamp&latestMessageTimestampAfter="}) {
    CAPTURE(parameters);
    const auto query = listing(parameters);
    REQUIRE_FALSE(query);
    CHECK(query.error().status == 400);
    CHECK(query.error().category == "VALIDATION_ERROR");
    CHECK_FALSE(query.error().message.empty());
  }
}

TEST_CASE("the timestamp filter without its sort is silently ignored") {
  for (const char* parameters :
       {"latestMessageTimestampAfter=2026-01-01T00:00:00Z", "latestMessageTimestampAfter=junk",
        "sort=id&latestMessageTimestampAfter=2026-01-01T00:00:00Z"}) {
    const auto query = listing(parameters);
    REQUIRE(query);
    CHECK_FALSE(query->by_time);
    CHECK_FALSE(query->after_ms);
  }
}

TEST_CASE("sort and filter together list by timestamp") {
  const auto query =
      listing("sort=latestMessageTimestamp&latestMessageTimestampAfter=2026-01-01T00:00:00.5%2B01:00");
  REQUIRE(query);
  CHECK(query->by_time);
  CHECK(query->after_ms == threadmirror::core::Timestamp::parse("2025-12-31T23:00:00.500Z")->unix_ms());
  CHECK(listing("sort=-latestMessageTimestamp&latestMessageTimestampAfter=2026-01-01T00:00:00Z&"
                "associatedContactId=1"
                "&threadStatus=CLOSED")
            ->descending);
}

TEST_CASE("the limit follows its switches") {
  Quirks quirks;
  quirks.limit_above = Above::kClamped;
  quirks.default_limit = 20;
  CHECK(listing("limit=501", quirks)->limit == 500);
  CHECK(listing("", quirks)->limit == 20);
  CHECK(listing("limit=500", quirks)->limit == 500);
  quirks.page_cap = 37;
  CHECK(listing("limit=500", quirks)->limit == 37);
  CHECK(listing("limit=5", quirks)->limit == 5);
}

TEST_CASE("several inboxes and unknown parameters follow their switches") {
  Quirks quirks;
  CHECK(listing("future=1", quirks));
  quirks.several_inboxes = Strictness::kIgnored;
  quirks.unknown_parameters = Strictness::kRefused;
  CHECK(listing("inboxId=4&inboxId=5&limit=7", quirks)->inbox == 4);
  CHECK(listing("inboxId=4&inboxId=5&limit=7", quirks)->limit == 7);
  CHECK_FALSE(listing("future=1", quirks));
}

TEST_CASE("a cursor belongs to one listing, whatever the page size") {
  const auto print = [](const char* parameters) { return listing(parameters)->fingerprint(); };
  CHECK(print("limit=5") == print("limit=6&after=x&association=TICKET"));
  CHECK(print("") != print("archived=true"));
  CHECK(print("") != print("inboxId=1"));
  CHECK(print("inboxId=1") != print("inboxId=2"));
  CHECK(print("threadStatus=OPEN") != print("threadStatus=CLOSED"));
  const char* at_one = "sort=latestMessageTimestamp&latestMessageTimestampAfter=2026-01-01T00:00:01Z";
  const char* at_two = "sort=latestMessageTimestamp&latestMessageTimestampAfter=2026-01-01T00:00:02Z";
  CHECK(print(at_one) != print(at_two));
}

TEST_CASE("a single thread is asked for by a whole number") {
  const Quirks quirks;
  CHECK(parse_thread("123", {{"archived", "true"}, {"association", "TICKET"}}, quirks)->archived);
  CHECK(parse_thread("123", {{"association", "TICKET"}}, quirks)->with_tickets);
  CHECK_FALSE(parse_thread("123", {}, quirks)->archived);
  CHECK_FALSE(parse_thread("abc", {}, quirks));
  CHECK_FALSE(parse_thread("99999999999999999999", {}, quirks));
  CHECK_FALSE(parse_thread("1", {{"archived", "1"}}, quirks));
  CHECK_FALSE(parse_thread("1", {{"association", "X"}}, quirks));
  CHECK_FALSE(parse_thread("1", {{"property", "status"}}, quirks));
}
