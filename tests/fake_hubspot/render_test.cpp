#include "tests/fake_hubspot/render.hpp"

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include "core/timestamp.hpp"

using namespace threadmirror::fake_hubspot;
using threadmirror::core::Timestamp;

namespace {

Thread full_thread() {
  return {.id = 9000000050,
          .contact = 31,
          .ticket = 77,
          .channel_account = 20,
          .created = 1'700'000'000'001,
          .closed = 1'700'000'009'000,
          .latest = 1'700'000'005'678,
          .sent = 1'700'000'005'678,
          .received = 1'700'000'004'000,
          .inbox = 5,
          .channel = 1002,
          .assignee = 1234567,
          .open = false};
}

std::string rendered(const Thread& thread, const Quirks& quirks = {}, bool with_ticket = true) {
  std::string text;
  append_thread(text, thread, quirks, with_ticket);
  return text;
}

std::string timestamp(std::int64_t ms, int digits) {
  std::string text;
  append_timestamp(text, ms, digits);
  return text;
}

}  // namespace

TEST_CASE("a thread has every field of the specification") {
  CHECK(rendered(full_thread()) ==
        R"({"id":"9000000050","createdAt":"2023-11-14T22:13:20.001Z","closedAt":"2023-11-14T22:13:29.000Z",)"
        R"("status":"CLOSED","originalChannelId":"1002","originalChannelAccountId":"20",)"
        R"("latestMessageTimestamp":"2023-11-14T22:13:25.678Z","latestMessageSentTimestamp":)"
        R"("2023-11-14T22:13:25.678Z","latestMessageReceivedTimestamp":"2023-11-14T22:13:24.000Z",)"
        R"("assignedTo":"A-1234567","spam":false,"inboxId":"5","associatedContactId":"31","archived":false,)"
        R"("threadAssociations":{"associatedTicketId":"77"}})");
}

TEST_CASE("the ticket is only sent when it is asked for") {
  CHECK(rendered(full_thread(), {}, false).find("threadAssociations") == std::string::npos);
}

TEST_CASE("what a thread lacks is left out, or null") {
  Thread bare;
  bare.id = 1;
  bare.created = 0;
  Quirks quirks;
  for (const char* name : {"closedAt", "latestMessageTimestamp", "latestMessageSentTimestamp",
                           "latestMessageReceivedTimestamp", "assignedTo", "threadAssociations"}) {
    CAPTURE(name);
    quirks.missing = Missing::kAbsent;
    CHECK(rendered(bare, quirks).find(name) == std::string::npos);
    quirks.missing = Missing::kNull;
    CHECK(rendered(bare, quirks).find("\"" + std::string(name) + "\":null") != std::string::npos);
  }
}

TEST_CASE("every combination of representations is JSON") {
  for (int bits = 0; bits < 16; ++bits) {
    Quirks quirks;
    quirks.numeric_ids = (bits & 1) != 0;
    quirks.extra_fields = (bits & 2) != 0;
    quirks.unknown_status = (bits & 4) != 0;
    quirks.missing = (bits & 8) != 0 ? Missing::kNull : Missing::kAbsent;
    rapidjson::Document document;
    document.Parse(rendered(full_thread(), quirks).c_str());
    REQUIRE_FALSE(document.HasParseError());
    CHECK(document["id"].IsInt64() == quirks.numeric_ids);
    CHECK(document["inboxId"].IsInt64() == quirks.numeric_ids);
    CHECK(document["threadAssociations"]["associatedTicketId"].IsInt64() == quirks.numeric_ids);
    CHECK(document.HasMember("sentimentScore") == quirks.extra_fields);
    CHECK((document["status"] == "WAITING_ON_CONTACT") == quirks.unknown_status);
  }
}

TEST_CASE("timestamps are cut to 0 to 9 digits and read back as what is visible") {
  CHECK(timestamp(1'700'000'005'678, 0) == "2023-11-14T22:13:25Z");
  CHECK(timestamp(1'700'000'005'678, 2) == "2023-11-14T22:13:25.67Z");
  CHECK(timestamp(1'700'000'005'678, 9) == "2023-11-14T22:13:25.678000000Z");
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'700'000'005'678},
                                std::int64_t{4'102'444'800'999}}) {
    for (int digits = 0; digits <= 9; ++digits) {
      CAPTURE(digits);
      CHECK(Timestamp::parse(timestamp(ms, digits))->unix_ms() == visible_time(ms, digits));
    }
  }
  CHECK(visible_time(kNoTime, 0) == kNoTime);
}
