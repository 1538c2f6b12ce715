#include "sync/api/page_decoder.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/sync/api/answers.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;

namespace {

Page page(const sync::http::Response& response, Sort sort = Sort::kId) {
  auto decoded = decode_page(response, sort);
  REQUIRE_MESSAGE(decoded, response.body.substr(0, 200));
  return std::move(*decoded);
}

std::string refusal(const std::string& body) {
  const auto decoded = decode_page(json(body), Sort::kId);
  REQUIRE_MESSAGE(!decoded, body.substr(0, 200));
  CHECK(decoded.error().code() == core::ErrorCode::kBadResponse);
  return decoded.error().message();
}

std::string stamped(int id, const std::string& timestamp) {
  return "{\"id\":" + std::to_string(id) + ",\"latestMessageTimestamp\":\"" + timestamp + "\"}";
}

}  // namespace

TEST_CASE("a page has its threads in their order, its cursor and the server's time") {
  auto response = page_of(R"({"id":"2","status":"OPEN"},{"id":3})", "NTI1Cg%3D%3D");
  response.headers.push_back({"Date", "Sat, 21 Nov 2026 09:30:00 GMT"});
  const Page decoded = page(response);
  REQUIRE(decoded.threads.size() == 2);
  CHECK(decoded.threads[0].id == 2);
  CHECK(decoded.threads[0].status == "OPEN");
  CHECK(decoded.threads[1].id == 3);
  CHECK(decoded.next_cursor == "NTI1Cg%3D%3D");
  CHECK(decoded.server_time->to_string() == "2026-11-21T09:30:00.000Z");
  CHECK(decoded.in_order);
  CHECK(decoded.rejected.empty());
}

TEST_CASE("only a missing, null or empty cursor is the end") {
  for (const char* end :
       {R"({"results":[]})", R"({"results":[],"paging":null})", R"({"results":[],"paging":{}})",
        R"({"results":[],"paging":{"next":null}})", R"({"results":[],"paging":{"next":{}}})",
        R"({"results":[],"paging":{"next":{"after":null}}})",
        R"({"results":[],"paging":{"next":{"after":"","link":"https://elsewhere"}}})"}) {
    CHECK_MESSAGE(!page(json(end)).next_cursor, end);
  }
}

TEST_CASE("paging of an unknown shape is an error, never the end") {
  for (const char* odd :
       {R"({"results":[],"paging":"x"})", R"({"results":[],"paging":[]})",
        R"({"results":[],"paging":{"next":5}})", R"({"results":[],"paging":{"next":{"after":true}}})",
        R"({"results":[],"paging":{"next":{"after":{}}}})"}) {
    refusal(odd);
  }
}

// Fault 60.
TEST_CASE("an empty page with a cursor is not the end") {
  const Page decoded = page(page_of("", "abc"));
  CHECK(decoded.threads.empty());
  CHECK(decoded.next_cursor == "abc");
}

// Fault 61.
TEST_CASE("the link to the next page is ignored") {
  const Page decoded = page(json(
      R"({"results":[],"paging":{"next":{"after":"5","link":"https://evil.example/threads?after=6"}}})"));
  CHECK(decoded.next_cursor == "5");
}

TEST_CASE("a cursor may be a number") {
  CHECK(page(json(R"({"results":[],"paging":{"next":{"after":123456789012345678901}}})")).next_cursor ==
        "123456789012345678901");
}

// Fault 54.
TEST_CASE("a cursor is opaque but not endless") {
  CHECK(page(page_of("", std::string(kLongestCursor, 'x'))).next_cursor->size() == kLongestCursor);
  CHECK(refusal(page_of("", std::string(1'000'000, 'x')).body) ==
        "the cursor has 1000000 bytes, more than 8192");
  CHECK(page(json(R"({"results":[],"paging":{"next":{"after":" \u0000'"}}})")).next_cursor ==
        std::string(" \0'", 3));
}

// Fault 42.
TEST_CASE("an answer without an array of results is no page") {
  CHECK(refusal("{}") == "the answer has no array \"results\"");
  CHECK(refusal(R"({"results":null})") == "the answer has no array \"results\"");
  CHECK(refusal(R"({"results":{}})") == "the answer has no array \"results\"");
  CHECK(refusal(R"({"status":"error","message":"busy"})") ==
        "the answer has no array \"results\"; it says: busy");
  CHECK(refusal("[]") == "the answer is no JSON object");
  CHECK(refusal("null") == "the answer is no JSON object");
  CHECK(refusal(R"({"results":[)").starts_with("not valid JSON at offset"));
}

// Fault 47.
TEST_CASE("a bad record is set aside and the rest of its page is kept") {
  const Page decoded = page(page_of(R"({"id":1},{"id":null,"x":1},7,{"id":"2"})", "c"));
  REQUIRE(decoded.threads.size() == 2);
  CHECK(decoded.threads[1].id == 2);
  REQUIRE(decoded.rejected.size() == 2);
  CHECK(decoded.rejected[0].record == R"({"id":null,"x":1})");
  CHECK(decoded.rejected[1].record == "7");
  CHECK(decoded.next_cursor == "c");
}

// Fault 55.
TEST_CASE("the same thread twice is in order and kept twice") {
  const Page decoded = page(page_of(R"({"id":1},{"id":1},{"id":2})"));
  CHECK(decoded.threads.size() == 3);
  CHECK(decoded.in_order);
}

// Fault 56.
TEST_CASE("a page out of order is told") {
  CHECK_FALSE(page(page_of(R"({"id":1},{"id":3},{"id":2})")).in_order);
  CHECK(page(page_of(R"({"id":9},{"id":10},{"id":100})")).in_order);
  CHECK(page(page_of(R"({"id":10},{"id":100},{"id":9})")).in_order);
  const Sort by_time = Sort::kLatestMessageTimestamp;
  const std::string early = stamped(5, "2026-11-21T09:30:00.000Z");
  const std::string late = stamped(4, "2026-11-21T09:30:00.001Z");
  CHECK(page(page_of(early + "," + early + R"(,{"id":1},)" + late), by_time).in_order);
  CHECK_FALSE(page(page_of(early + "," + late + R"(,{"id":1},)" + early), by_time).in_order);
  CHECK(page(page_of(""), by_time).in_order);
}

// Fault 41.
TEST_CASE("without a usable Date header there is no server time") {
  CHECK_FALSE(page(page_of("")).server_time);
  auto response = page_of("");
  response.headers.push_back({"Date", "soon"});
  CHECK_FALSE(page(response).server_time);
}

// Faults 44, 50.
TEST_CASE("what had to be mended in a page is counted") {
  const Page decoded =
      page(page_of("{\"id\":1,\"status\":\"\xFF\",\"spam\":7},{\"id\":2,\"createdAt\":\"x\"}"));
  CHECK(decoded.replaced_characters == 1);
  CHECK(decoded.misfit_values == 2);
}

TEST_CASE("a single thread is that thread or nothing") {
  CHECK(decode_single_thread(json(R"({"id":"7","status":"OPEN"})"), 7)->status == "OPEN");
  CHECK(decode_single_thread(json(R"({"id":"8"})"), 7).error().message() ==
        "the answer is another thread, 8");
  CHECK(decode_single_thread(json(R"({"id":null})"), 7).error().code() == core::ErrorCode::kBadResponse);
  CHECK(decode_single_thread(json("[]"), 7).error().code() == core::ErrorCode::kBadResponse);
}

TEST_CASE("an account needs its portal's id only") {
  const auto account =
      decode_account(json(R"({"portalId":12345,"timeZone":"Europe/Berlin","utcOffset":"+01:00","x":1})"));
  REQUIRE(account);
  CHECK(account->portal_id == "12345");
  CHECK(account->time_zone == "Europe/Berlin");
  CHECK(account->utc_offset == "+01:00");
  const auto bare = decode_account(json(R"({"portalId":"12345","timeZone":null,"utcOffset":5})"));
  CHECK(bare->portal_id == "12345");
  CHECK(bare->time_zone.empty());
  CHECK_FALSE(bare->utc_offset);
  CHECK(decode_account(json("{}")).error().message() == "portalId: the id is missing");
}
