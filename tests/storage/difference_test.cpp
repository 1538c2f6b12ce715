#include "storage/difference.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ThreadRecord;

namespace {

const core::Timestamp kNoon = at("2026-11-21T12:00:00.000Z");

struct Change {
  const char* field;
  std::function<void(ThreadRecord&)> apply;
  const char* shown;
};

// One change of each column, in the table's order, and how the database shows the new value.
const std::vector<Change>& changes() {
  static const std::vector<Change> kChanges{
      {"status", [](ThreadRecord& r) { r.status = "CLOSED"; }, "CLOSED"},
      {"inbox_id", [](ThreadRecord& r) { r.inbox_id = "9"; }, "9"},
      {"associated_contact_id", [](ThreadRecord& r) { r.associated_contact_id = "8"; }, "8"},
      {"associated_ticket_id", [](ThreadRecord& r) { r.associated_ticket_id = ""; }, ""},
      {"assigned_to", [](ThreadRecord& r) { r.assigned_to = "A-99"; }, "A-99"},
      {"original_channel_id", [](ThreadRecord& r) { r.original_channel_id = "1000"; }, "1000"},
      {"original_channel_account_id", [](ThreadRecord& r) { r.original_channel_account_id = "78"; }, "78"},
      {"spam", [](ThreadRecord& r) { r.spam = true; }, "1"},
      {"archived", [](ThreadRecord& r) { r.archived = true; }, "1"},
      {"created_at", [](ThreadRecord& r) { r.created_at = kNoon; }, "2026-11-21T12:00:00.000Z"},
      {"closed_at", [](ThreadRecord& r) { r.closed_at = kNoon; }, "2026-11-21T12:00:00.000Z"},
      {"latest_message_timestamp", [](ThreadRecord& r) { r.latest_message_timestamp = kNoon; },
       "2026-11-21T12:00:00.000Z"},
      {"latest_message_sent_timestamp", [](ThreadRecord& r) { r.latest_message_sent_timestamp = kNoon; },
       "2026-11-21T12:00:00.000Z"},
      {"latest_message_received_timestamp",
       [](ThreadRecord& r) { r.latest_message_received_timestamp = kNoon; }, "2026-11-21T12:00:00.000Z"},
      {"extra", [](ThreadRecord& r) { r.extra = "{}"; }, "{}"}};
  return kChanges;
}

}  // namespace

TEST_CASE("equal records have no differences, also where everything is missing") {
  CHECK(compare_records(thread(1), thread(1)).empty());
  CHECK(compare_records(ThreadRecord{}, ThreadRecord{}).empty());
}

TEST_CASE("a difference in any single column is told with both values as the database shows them") {
  for (const Change& change : changes()) {
    CAPTURE(change.field);
    ThreadRecord upstream = thread(1);
    change.apply(upstream);
    const auto fields = compare_records(thread(1), upstream);
    REQUIRE(fields.size() == 1);
    CHECK(fields[0].field == change.field);
    CHECK(fields[0].upstream == change.shown);
    CHECK(fields[0].mirror != fields[0].upstream);
    const auto mirrored = compare_records(upstream, thread(1));
    REQUIRE(mirrored.size() == 1);
    CHECK(mirrored[0].mirror == fields[0].upstream);
    CHECK(mirrored[0].upstream == fields[0].mirror);
  }
}

TEST_CASE("several differences come in the table's order") {
  ThreadRecord upstream = thread(1);
  for (const Change& change : changes()) change.apply(upstream);
  const auto fields = compare_records(thread(1), upstream);
  REQUIRE(fields.size() == changes().size());
  for (std::size_t i = 0; i < fields.size(); ++i) CHECK(fields[i].field == changes()[i].field);
}

// Fault 47.
TEST_CASE("a missing value is another one than an empty text or a false flag") {
  ThreadRecord upstream = thread(1);
  upstream.assigned_to.reset();
  upstream.spam.reset();
  upstream.created_at.reset();
  ThreadRecord mirror = thread(1);
  mirror.assigned_to = "";
  const auto fields = compare_records(mirror, upstream);
  REQUIRE(fields.size() == 3);
  CHECK(fields[0] == FieldDifference{"assigned_to", "", std::nullopt});
  CHECK(fields[1] == FieldDifference{"spam", "0", std::nullopt});
  CHECK(fields[2].field == "created_at");
  CHECK(fields[2].upstream == std::nullopt);
}

TEST_CASE("the kinds of difference have words") {
  CHECK(to_string(DifferenceKind::kMissing) == "missing");
  CHECK(to_string(DifferenceKind::kExtra) == "extra");
  CHECK(to_string(DifferenceKind::kDifferent) == "different");
}
