#include "sync/api/thread_decoder.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/text.hpp"
#include "sync/api/json_parser.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using core::RejectedRecord;
using core::ThreadRecord;
using core::Timestamp;
using namespace std::string_literals;

namespace {

ParsedJson parsed(const std::string& text) {
  auto result = parse_json(text);
  REQUIRE_MESSAGE(result, text);
  return std::move(*result);
}

ThreadRecord thread(const std::string& text, std::int64_t expected_misfits = 0) {
  std::int64_t misfits = 0;
  const DecodedThread decoded = decode_thread(parsed(text).root, misfits);
  REQUIRE_MESSAGE(std::holds_alternative<ThreadRecord>(decoded), text);
  CHECK_MESSAGE(misfits == expected_misfits, text);
  return std::get<ThreadRecord>(decoded);
}

std::string rejection(const std::string& text) {
  std::int64_t misfits = 0;
  const DecodedThread decoded = decode_thread(parsed(text).root, misfits);
  REQUIRE_MESSAGE(std::holds_alternative<RejectedRecord>(decoded), text);
  return std::get<RejectedRecord>(decoded).reason;
}

}  // namespace

TEST_CASE("a complete thread fills every field and nothing else") {
  const ThreadRecord record = thread(R"({
    "id":"7171100001","status":"OPEN","inboxId":"481","associatedContactId":"9001","assignedTo":"A-1234567",
    "originalChannelId":"1002","originalChannelAccountId":"77","spam":false,"archived":true,
    "createdAt":"2026-11-21T09:30:00.123Z","closedAt":"2026-11-21T10:00:00Z",
    "latestMessageTimestamp":"2026-11-21T09:45:00.5Z","latestMessageSentTimestamp":"2026-11-21T11:45:00+02:00",
    "latestMessageReceivedTimestamp":"2026-11-21T09:44:00.999999999Z",
    "threadAssociations":{"associatedTicketId":"555"}})");
  ThreadRecord expected;
  expected.id = 7171100001;
  expected.status = "OPEN";
  expected.inbox_id = "481";
  expected.associated_contact_id = "9001";
  expected.associated_ticket_id = "555";
  expected.assigned_to = "A-1234567";
  expected.original_channel_id = "1002";
  expected.original_channel_account_id = "77";
  expected.spam = false;
  expected.archived = true;
  expected.created_at = Timestamp::parse("2026-11-21T09:30:00.123Z");
  expected.closed_at = Timestamp::parse("2026-11-21T10:00:00.000Z");
  expected.latest_message_timestamp = Timestamp::parse("2026-11-21T09:45:00.500Z");
  expected.latest_message_sent_timestamp = Timestamp::parse("2026-11-21T09:45:00.000Z");
  expected.latest_message_received_timestamp = Timestamp::parse("2026-11-21T09:44:00.999Z");
  CHECK(record == expected);
}

// Fault 47.
TEST_CASE("missing and null fields are empty and leave no trace") {
  ThreadRecord expected;
  expected.id = 1;
  CHECK(thread(R"({"id":1})") == expected);
  CHECK(thread(R"({"id":"1","status":null,"inboxId":null,"associatedContactId":null,"assignedTo":null,
    "originalChannelId":null,"originalChannelAccountId":null,"spam":null,"archived":null,"createdAt":null,
    "closedAt":null,"latestMessageTimestamp":null,"latestMessageSentTimestamp":null,
    "latestMessageReceivedTimestamp":null,"threadAssociations":null})") == expected);
  CHECK(thread(R"({"id":1,"threadAssociations":{}})") == expected);
  CHECK(thread(R"({"id":1,"threadAssociations":{"associatedTicketId":null}})") == expected);
}

// Fault 47.
TEST_CASE("a mistyped optional field is empty and its value is kept in extra") {
  const ThreadRecord record = thread(
      R"({"id":1,"status":true,"inboxId":[1],"associatedContactId":1.5,"spam":"yes","archived":1,
          "createdAt":1795253400000,"closedAt":{"a":1},"threadAssociations":{"associatedTicketId":false}})",
      8);
  ThreadRecord expected;
  expected.id = 1;
  expected.extra =
      R"({"archived":1,"associatedContactId":1.5,"closedAt":{"a":1},"createdAt":1795253400000,"inboxId":[1],)"
      R"("spam":"yes","status":true,"threadAssociations":{"associatedTicketId":false}})";
  CHECK(record == expected);
}

TEST_CASE("foreign ids come as strings or integers, flags also as words") {
  const ThreadRecord record = thread(
      R"({"id":1,"inboxId":481,"associatedContactId":123456789012345678901234567890,"assignedTo":-1,
          "originalChannelId":"","spam":"true","archived":"false","threadAssociations":{"associatedTicketId":5}})");
  CHECK(record.inbox_id == "481");
  CHECK(record.associated_contact_id == "123456789012345678901234567890");
  CHECK(record.assigned_to == "-1");
  CHECK(record.original_channel_id == "");
  CHECK(record.spam == true);
  CHECK(record.archived == false);
  CHECK(record.associated_ticket_id == "5");
  CHECK_FALSE(record.extra);
}

// Faults 47, 48.
TEST_CASE("an unusable id rejects the record with a reason") {
  CHECK(rejection(R"({"status":"OPEN"})") == "the id is missing");
  CHECK(rejection(R"({"id":null})") == "the id null is neither a string nor a number");
  CHECK(rejection(R"({"id":true})") == "the id true is neither a string nor a number");
  CHECK(rejection(R"({"id":["1"]})") == "the id [\"1\"] is neither a string nor a number");
  CHECK(rejection(R"({"id":""})") == "the id \"\" is no positive whole number");
  CHECK(rejection(R"({"id":"abc"})") == "the id \"abc\" is no positive whole number");
  CHECK(rejection(R"({"id":" 7"})") == "the id \" 7\" is no positive whole number");
  CHECK(rejection(R"({"id":-5})") == "the id -5 is no positive whole number");
  CHECK(rejection(R"({"id":"+5"})") == "the id \"+5\" is no positive whole number");
  CHECK(rejection(R"({"id":1.5})") == "the id 1.5 is no positive whole number");
  CHECK(rejection(R"({"id":7e0})") == "the id 7e0 is no positive whole number");
  CHECK(rejection(R"({"id":"007"})") == "the id \"007\" has leading zeros");
  CHECK(rejection(R"({"id":0})") == "the id 0 is zero");
  CHECK(rejection(R"({"id":-0})") == "the id -0 is no positive whole number");
  CHECK(rejection(R"({"id":9223372036854775808})") == "the id 9223372036854775808 is larger than 2^63 - 1");
  CHECK(rejection(R"({"id":"99999999999999999999999"})").ends_with("is larger than 2^63 - 1"));
  CHECK(rejection(R"({"id":"1\u0000"})").ends_with("is no positive whole number"));
  CHECK(rejection(R"("7")") == "the record is no JSON object");
  CHECK(rejection("null") == "the record is no JSON object");
}

// Fault 48.
TEST_CASE("the largest id is taken as text and as number") {
  CHECK(thread(R"({"id":9223372036854775807})").id == 9223372036854775807);
  CHECK(thread(R"({"id":"9223372036854775807"})").id == 9223372036854775807);
}

// Fault 46.
TEST_CASE("of repeated fields the last one counts, known or unknown") {
  const ThreadRecord record = thread(
      R"({"id":1,"id":2,"status":5.5,"status":"CLOSED","x":1,"x":2,
          "threadAssociations":{"associatedTicketId":"1","associatedTicketId":"2"}})");
  CHECK(record.id == 2);
  CHECK(record.status == "CLOSED");
  CHECK(record.associated_ticket_id == "2");
  CHECK(record.extra == R"({"x":2})");
}

// Fault 49.
TEST_CASE("odd numbers in optional fields are kept in extra, digit by digit") {
  CHECK(thread(R"({"id":1,"inboxId":1e400,"score":-0})", 1).extra == R"({"inboxId":1e400,"score":-0})");
  CHECK(thread(R"({"id":1,"inboxId":-0})", 1).extra == R"({"inboxId":-0})");
}

// Fault 50.
TEST_CASE("timestamps are normalised, unreadable ones are empty and kept in extra") {
  const auto created = [](const std::string& text, std::int64_t misfits = 0) {
    return thread("{\"id\":1,\"createdAt\":\"" + text + "\"}", misfits);
  };
  CHECK(created("2026-11-21T09:30:00Z").created_at->to_string() == "2026-11-21T09:30:00.000Z");
  CHECK(created("2026-11-21T09:30:00.123456789Z").created_at->to_string() == "2026-11-21T09:30:00.123Z");
  CHECK(created("2026-11-21T09:30:00-05:30").created_at->to_string() == "2026-11-21T15:00:00.000Z");
  CHECK(created("2016-12-31T23:59:60Z").created_at->to_string() == "2016-12-31T23:59:59.999Z");
  CHECK(created("1970-01-01T00:00:00Z").created_at->unix_ms() == 0);
  CHECK(created("9999-12-31T23:59:59.999Z").created_at->to_string() == "9999-12-31T23:59:59.999Z");
  for (const char* bad : {"", "yesterday", "2026-02-30T00:00:00Z", "2026-11-21", "10000-01-01T00:00:00Z"}) {
    const ThreadRecord record = created(bad, 1);
    CHECK_FALSE(record.created_at);
    CHECK(record.extra == "{\"createdAt\":\"" + std::string(bad) + "\"}");
  }
}

// Fault 51.
TEST_CASE("an unknown status is kept as it comes") {
  CHECK(thread(R"({"id":1,"status":"SNOOZED"})").status == "SNOOZED");
}

// Fault 52.
TEST_CASE("unknown fields are kept in extra, sorted, so that equal contents compare equal") {
  const ThreadRecord one = thread(R"({"id":1,"zeta":{"b":1,"a":[2,{"y":1,"x":2}]},"alpha":null})");
  const ThreadRecord two = thread(R"({"alpha":null,"zeta":{"a":[2,{"x":2,"y":1}],"b":1},"id":"1"})");
  CHECK(one == two);
  CHECK(one.extra == R"({"alpha":null,"zeta":{"a":[2,{"x":2,"y":1}],"b":1}})");
  const ThreadRecord linked =
      thread(R"({"id":1,"threadAssociations":{"associatedTicketId":"5","dealId":"9"}})");
  CHECK(linked.associated_ticket_id == "5");
  CHECK(linked.extra == R"({"threadAssociations":{"dealId":"9"}})");
  CHECK(thread(R"({"id":1,"threadAssociations":"none"})", 1).extra == R"({"threadAssociations":"none"})");
}

// Faults 45, 53.
TEST_CASE("texts keep NUL, control and SQL characters") {
  CHECK(thread(R"({"id":1,"assignedTo":"a\u0000b"})").assigned_to == "a\0b"s);
  CHECK(thread(R"({"id":1,"assignedTo":"'; DROP TABLE threads; --\n\u001b[2J"})").assigned_to ==
        "'; DROP TABLE threads; --\n\x1b[2J");
}

TEST_CASE("the raw record of a rejection is kept whole up to 64 KiB and cut between characters") {
  std::int64_t misfits = 0;
  const auto small = decode_thread(parsed(R"({ "id" : "x", "n" : 1.50, "id" : [] })").root, misfits);
  CHECK(std::get<RejectedRecord>(small).record == R"({"id":"x","n":1.50,"id":[]})");
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "é";
  const auto large = decode_thread(parsed("{\"a\":\"" + text + "\"}").root, misfits);
  const std::string& raw = std::get<RejectedRecord>(large).record;
  CHECK(raw.size() <= 64 * 1024);
  CHECK(raw.size() > 64 * 1024 - 4);
  CHECK(core::is_valid_utf8(raw));
}

TEST_CASE("a record of very many fields is decoded in linear time") {
  std::string text = "{\"id\":1";
  for (int i = 0; i < 100'000; ++i) text += ",\"f" + std::to_string(i) + "\":0";
  CHECK(thread(text + "}").extra->size() > 900'000);
}

TEST_CASE("text is cut between characters") {
  CHECK(cut_utf8("abc", 5) == "abc");
  CHECK(cut_utf8("abc", 2) == "ab");
  CHECK(cut_utf8("aé", 2) == "a");
  CHECK(cut_utf8("€", 2) == "");
}
