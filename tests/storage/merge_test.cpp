#include "storage/merge.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using std::chrono::minutes;

namespace {

const core::Timestamp kNow = at("2026-11-21T09:30:00.000Z");
constexpr auto kLag = minutes(10);

StoredThread stored(core::Timestamp changed_at = kNow - minutes(60)) {
  return {.record = thread(1), .changed_at = changed_at, .deleted_at = {}, .readable = true};
}

Merge merged(const StoredThread& row, const core::ThreadRecord& incoming) {
  return merge(row, incoming, {kNow, std::nullopt, kLag});
}

}  // namespace

TEST_CASE("a thread seen for the first time is inserted and is no change") {
  const Merge result = merge(std::nullopt, thread(1), {kNow, std::nullopt, kLag});
  CHECK(result.action == MergeAction::kInsert);
  CHECK(result.changes.empty());
}

TEST_CASE("an equal thread changes nothing") {
  const Merge result = merged(stored(), thread(1));
  CHECK(result.action == MergeAction::kUnchanged);
  CHECK(result.changes.empty());
}

TEST_CASE("each tracked column that differs is a change with its old and new value") {
  core::ThreadRecord incoming = thread(1);
  incoming.status = "CLOSED";
  incoming.inbox_id = "1002";
  incoming.associated_contact_id.reset();
  incoming.associated_ticket_id = "9";
  incoming.assigned_to = "A-9";
  incoming.spam = true;
  incoming.archived.reset();
  const Merge result = merged(stored(), incoming);
  CHECK(result.action == MergeAction::kUpdate);
  const std::vector<FieldChange> expected{{"status", "OPEN", "CLOSED"},
                                          {"inbox_id", "1001", "1002"},
                                          {"associated_contact_id", "3", {}},
                                          {"associated_ticket_id", "5", "9"},
                                          {"assigned_to", "A-1", "A-9"},
                                          {"spam", "0", "1"},
                                          {"archived", "0", {}}};
  CHECK(result.changes == expected);
}

TEST_CASE("a difference in any untracked column updates the row without a change entry") {
  const auto differs = [](auto alter) {
    core::ThreadRecord incoming = thread(1);
    alter(incoming);
    const Merge result = merged(stored(), incoming);
    return result.action == MergeAction::kUpdate && result.changes.empty();
  };
  CHECK(differs([](auto& r) { r.original_channel_id = "x"; }));
  CHECK(differs([](auto& r) { r.original_channel_account_id.reset(); }));
  CHECK(differs([](auto& r) { r.created_at.reset(); }));
  CHECK(differs([](auto& r) { r.closed_at = kNow; }));
  CHECK(differs([](auto& r) { r.latest_message_timestamp = kNow; }));
  CHECK(differs([](auto& r) { r.latest_message_sent_timestamp = kNow; }));
  CHECK(differs([](auto& r) { r.latest_message_received_timestamp.reset(); }));
  CHECK(differs([](auto& r) { r.extra.reset(); }));
}

// Fault 64.
TEST_CASE("a tombstone that comes back alive is cleared even if nothing else differs") {
  StoredThread row = stored();
  row.deleted_at = "2026-11-21T08:00:00.000Z";
  const Merge result = merged(row, thread(1));
  CHECK(result.action == MergeAction::kUpdate);
  CHECK(result.changes == std::vector<FieldChange>{{"deleted_at", "2026-11-21T08:00:00.000Z", {}}});
}

TEST_CASE("a row with an unreadable timestamp is repaired even if nothing else differs") {
  StoredThread row = stored();
  row.readable = false;
  CHECK(merged(row, thread(1)).action == MergeAction::kUpdate);
}

// Fault 67.
TEST_CASE("an older version is left out while the row is young and believed afterwards") {
  core::ThreadRecord older = thread(1);
  older.latest_message_timestamp = *older.latest_message_timestamp - std::chrono::milliseconds(1);
  older.status = "CLOSED";
  CHECK(merged(stored(kNow), older).action == MergeAction::kOlder);
  CHECK(merged(stored(kNow), older).changes.empty());
  CHECK(merged(stored(kNow - kLag + std::chrono::milliseconds(1)), older).action == MergeAction::kOlder);
  CHECK(merged(stored(kNow - kLag), older).action == MergeAction::kUpdate);
}

TEST_CASE("a version without any message is older than one that has some") {
  core::ThreadRecord none = thread(1);
  none.latest_message_timestamp.reset();
  CHECK(merged(stored(kNow), none).action == MergeAction::kOlder);
  StoredThread row = stored(kNow);
  row.record = none;
  CHECK(merged(row, thread(1)).action == MergeAction::kUpdate);
}

TEST_CASE("another status at the same latest message is a change, not an older version") {
  core::ThreadRecord incoming = thread(1);
  incoming.status = "CLOSED";
  CHECK(merged(stored(kNow), incoming).action == MergeAction::kUpdate);
}

// Fault 96.
TEST_CASE("a row that changed in the future after the clock was set back does not hold versions up") {
  core::ThreadRecord older = thread(1);
  older.latest_message_timestamp.reset();
  CHECK(merged(stored(kNow + std::chrono::hours(87600)), older).action == MergeAction::kUpdate);
}

TEST_CASE(
    "a version that was asked for before the row changed does not overwrite it, unless its message is "
    "newer") {
  core::ThreadRecord incoming = thread(1);
  incoming.assigned_to = "A-9";
  const StoredThread row = stored(kNow - std::chrono::seconds(1));
  const auto asked_before = kNow - std::chrono::seconds(2);
  CHECK(merge(row, incoming, {kNow, asked_before, kLag}).action == MergeAction::kOlder);
  CHECK(merge(row, incoming, {kNow, row.changed_at, kLag}).action == MergeAction::kUpdate);
  CHECK(merge(row, thread(1), {kNow, asked_before, kLag}).action == MergeAction::kUnchanged);
  incoming.latest_message_timestamp = *incoming.latest_message_timestamp + std::chrono::seconds(1);
  CHECK(merge(row, incoming, {kNow, asked_before, kLag}).action == MergeAction::kUpdate);
}

TEST_CASE("a tombstone that was set after a version was asked for stands, even against a newer message") {
  StoredThread row = stored(kNow - std::chrono::seconds(1));
  row.deleted_at = row.changed_at.to_string();
  core::ThreadRecord incoming = thread(1);
  incoming.latest_message_timestamp = *incoming.latest_message_timestamp + std::chrono::seconds(1);
  CHECK(merge(row, incoming, {kNow, kNow - std::chrono::seconds(2), kLag}).action == MergeAction::kOlder);
  CHECK(merge(row, incoming, {kNow, kNow, kLag}).action == MergeAction::kUpdate);
}

// Fault 96.
TEST_CASE("a row that seems to have changed in the future is not held for newer than what was asked for") {
  core::ThreadRecord incoming = thread(1);
  incoming.status = "CLOSED";
  CHECK(merge(stored(kNow + minutes(60)), incoming, {kNow, kNow - minutes(1), kLag}).action ==
        MergeAction::kUpdate);
}
