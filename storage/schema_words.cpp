#include "storage/schema_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "storage/migrate.hpp"

namespace threadmirror::storage {
namespace {

using enum ColumnKind;

constexpr auto kThreads = std::to_array<ColumnWords>({
    {"id", kInteger, "the thread's number", "id"},
    {"status", kText, "OPEN or CLOSED today, other words as they come", "status"},
    {"inbox_id", kText, "the inbox that the thread lies in", "inboxId"},
    {"associated_contact_id", kText, "who wrote; may be a visitor that is no contact", "associatedContactId"},
    {"associated_ticket_id", kText, "the ticket that belongs to it", "threadAssociations.associatedTicketId"},
    {"assigned_to", kText, "the actor that it is assigned to, such as A-1234567; NULL: nobody", "assignedTo"},
    {"original_channel_id", kText,
     "the kind of channel that it began in: 1000 live chat, 1002 e-mail and so on", "originalChannelId"},
    {"original_channel_account_id", kText, "the account of that channel", "originalChannelAccountId"},
    {"spam", kFlag, "marked as spam", "spam"},
    {"archived", kFlag, "archived; HubSpot removes archived threads for good after 30 days", "archived"},
    {"created_at", kInstant, "when the thread began", "createdAt"},
    {"closed_at", kInstant, "when it was closed; only while it is closed", "closedAt"},
    {"latest_message_timestamp", kInstant, "its latest message, from either side", "latestMessageTimestamp"},
    {"latest_message_sent_timestamp", kInstant, "the latest message from your side",
     "latestMessageSentTimestamp"},
    {"latest_message_received_timestamp", kInstant, "the customer's latest message",
     "latestMessageReceivedTimestamp"},
    {"extra", kJson,
     "an object, by HubSpot's names, of the fields and values that fit no column; NULL: none"},
    {"first_seen_at", kInstant, "when the mirror first stored the thread"},
    {"changed_at", kInstant, "when the mirror last saw a change in this row"},
    {"deleted_at", kInstant, "when the mirror learned that the thread is gone; NULL: it is there"},
    {"deletion_evidence", kText, "how it learned that; NULL: the thread is there"},
});

constexpr auto kAwaitingReply = std::to_array<ColumnWords>({
    {"waiting_since", kInstant, "the customer's latest message"},
    {"waiting_seconds", kSeconds, "how long ago that was when the query ran, never negative"},
});

constexpr auto kThreadDurations = std::to_array<ColumnWords>({
    {"id", kInteger, "the thread, as in threads.id"},
    {"status", kText, "as in threads"},
    {"inbox_id", kText, "the inbox that the thread lies in now"},
    {"assigned_to", kText, "the actor that has it now; NULL: nobody"},
    {"archived", kFlag, "as in threads"},
    {"created_at", kInstant, "when the thread began, from HubSpot"},
    {"closed_at", kInstant, "when it was closed, the latest time, from HubSpot; only while it is closed"},
    {"deleted_at", kInstant, "when the mirror learned that the thread is gone; NULL: it is there"},
    {"first_seen_at", kInstant, "when the mirror first stored the thread; it knows of no change before"},
    {"first_status_change_at", kInstant, "when the mirror saw the status change first; NULL: never"},
    {"last_status_change_at", kInstant, "when the mirror saw the status change last; NULL: never"},
    {"first_to_last_status_change_seconds", kSeconds,
     "from the first of them to the last: 0 where there is only one; NULL: there is none"},
    {"time_to_close_seconds", kSeconds,
     "from created_at to closed_at; after a reopening to the latest closing; NULL: it is not closed, or "
     "HubSpot does not tell; negative where HubSpot's times are"},
    {"reopen_count", kInteger, "how often the mirror saw the status change from CLOSED to OPEN"},
});

constexpr auto kThreadEvents = std::to_array<ColumnWords>({
    {"occurred_at", kInstant, "when it happened; NULL: HubSpot tells no time, and the mirror saw none"},
    {"event", kText, "opened, closed, reopened or latest_message"},
    {"thread_id", kInteger, "the thread, as in threads.id"},
    {"inbox_id", kText, "the inbox that the thread lies in now; NULL: HubSpot tells none"},
    {"assigned_to", kText, "the actor that has it now; NULL: nobody"},
});

constexpr auto kDailyActivity = std::to_array<ColumnWords>({
    {"day", kText, "a day in UTC, such as 2026-11-21"},
    {"inbox_id", kText, "the inbox that the threads lie in now; NULL: HubSpot tells none"},
    {"opened", kInteger, "threads that began"},
    {"closed", kInteger, "closings; a thread that was closed twice counts twice"},
    {"reopened", kInteger, "changes from CLOSED to OPEN, on the day on which the mirror saw them"},
    {"last_active", kInteger, "threads whose latest message is of this day; each thread is on one day only"},
});

constexpr auto kAssigneeLoad = std::to_array<ColumnWords>({
    {"assigned_to", kText, "the actor; NULL: the threads that nobody has"},
    {"open_threads", kInteger, "how many threads of the view open_threads"},
    {"awaiting_reply", kInteger, "how many of them the view awaiting_reply shows"},
    {"longest_waiting_since", kInstant, "the earliest waiting_since of those; NULL: nobody waits"},
    {"longest_waiting_seconds", kSeconds, "how long ago that was when the query ran, never negative"},
});

constexpr auto kInboxSummary = std::to_array<ColumnWords>({
    {"inbox_id", kText, "the inbox; NULL: HubSpot tells none"},
    {"threads", kInteger, "how many threads there are, spam and archived ones included"},
    {"open_threads", kInteger, "how many of them the view open_threads shows"},
    {"unassigned_threads", kInteger, "how many of the open ones nobody has"},
    {"awaiting_reply", kInteger, "how many of the open ones the view awaiting_reply shows"},
    {"longest_waiting_since", kInstant, "the earliest waiting_since of those; NULL: nobody waits"},
    {"longest_waiting_seconds", kSeconds, "how long ago that was when the query ran, never negative"},
    {"archived_threads", kInteger, "how many threads are archived, spam included"},
    {"spam_threads", kInteger, "how many threads are spam, archived ones included"},
    {"latest_message_timestamp", kInstant, "the latest message in any thread that is not spam"},
});

constexpr auto kThreadChanges = std::to_array<ColumnWords>({
    {"thread_id", kInteger, "the thread, as in threads.id"},
    {"field", kText,
     "the column that changed: status, assigned_to, inbox_id, spam, archived, associated_contact_id, "
     "associated_ticket_id or deleted_at"},
    {"old_value", kText, "the value before, a flag as 0 or 1; NULL: there was none"},
    {"new_value", kText, "the value after; NULL: there is none"},
    {"observed_at", kInstant, "when the mirror saw the change, which itself was some time before"},
});

constexpr auto kSyncStatus = std::to_array<ColumnWords>({
    {"health", kText, "current, catching_up, stalled or attention"},
    {"cause", kText, "why, in words; empty when current"},
    {"portal_id", kText, "the HubSpot account that is mirrored"},
    {"watermark", kInstant, "all messages up to here are mirrored"},
    {"last_poll_at", kInstant, "when the last successful poll ended"},
    {"lag_seconds", kRealSeconds,
     "how long ago that was when the query ran; negative: it lies in the future"},
    {"last_reconcile_at", kInstant, "when all threads had last been compared, and deletions confirmed"},
    {"last_archived_sweep_at", kInstant, "when the archived threads had last been read to the end"},
    {"backfill_complete", kFlag, "a sweep over every id has proven that nothing is missing"},
    {"backfill_completed_at", kInstant, "when that was"},
    {"threads", kInteger, "how many threads there are, archived ones included"},
    {"open_threads", kInteger, "how many of them the view open_threads shows"},
    {"archived_threads", kInteger, "how many of them are archived"},
    {"deleted_threads", kInteger, "how many rows stand for threads that are gone"},
    {"rejected_records", kInteger, "how many records could not be read"},
    {"last_active_sweep_at", kInstant, "when the active threads had last been read to the end"},
    {"backfill_filled_at", kInstant, "when all threads had been brought that can be listed by time"},
    {"quota_pause", kText, "what rests until the day's quota begins anew; NULL: nothing"},
});

constexpr auto kSyncRuns = std::to_array<ColumnWords>({
    {"id", kInteger, "ascending, never used again"},
    {"kind", kText, "tail, backfill or reconcile"},
    {"started_at", kInstant, "when it began"},
    {"finished_at", kInstant, "when it ended; NULL: it runs, or was killed"},
    {"outcome", kText, "ok, failed or interrupted; NULL: it runs, or was killed"},
    {"requests", kInteger, "HTTP exchanges, repeated ones included"},
    {"pages", kInteger, "pages committed"},
    {"threads_seen", kInteger, "records in those pages"},
    {"inserted", kInteger, "threads that were new"},
    {"updated", kInteger, "threads that had changed"},
    {"unchanged", kInteger, "threads that were equal to their row, or older than it"},
    {"deleted", kInteger, "threads found to be gone"},
    {"rejected", kInteger, "records set aside"},
    {"error", kText, "why it failed; NULL: it did not"},
});

constexpr auto kRejectedRecords = std::to_array<ColumnWords>({
    {"id", kInteger, "ascending"},
    {"listing", kText, "where the record came from: active, archived and so on"},
    {"record", kText, "the record as it came, cut at 64 KiB"},
    {"reason", kText, "what is wrong with it"},
    {"first_seen_at", kInstant, "when it came first"},
    {"last_seen_at", kInstant, "when it came last"},
    {"seen_count", kInteger, "how often it came in that listing"},
});

constexpr auto kSyncState = std::to_array<ColumnWords>({
    {"stream", kText, "which listing: tail, backfill/active, reconcile/archived and so on"},
    {"watermark", kInstant, "of the tail: all messages up to here are mirrored; it never falls"},
    {"cursor", kText, "HubSpot's cursor of the next page; NULL: the first page"},
    {"in_progress", kFlag, "a pass has begun and not ended"},
    {"started_at", kInstant, "when the latest pass began"},
    {"finished_at", kInstant, "when the latest complete pass ended"},
    {"pages", kInteger, "pages committed in the latest pass"},
    {"threads", kInteger, "records seen in the latest pass"},
    {"restarts", kInteger, "how often the latest pass began anew after its cursor had been refused"},
    {"updated_at", kInstant, "when this row was last written"},
});

constexpr auto kMirrorInfo = std::to_array<ColumnWords>({
    {"key", kText,
     "portal_id, created_at, last_writer_version, backfill_completed_at, last_error and others"},
    {"value", kText, "the fact, as text"},
});

constexpr auto kSightings = std::to_array<ColumnWords>({
    {"id", kInteger, "a thread that was shown since the reconcile began, as in threads.id"},
});

constexpr std::array kRelations{
    RelationWords{"threads", false, "id",
                  "One row for each conversation thread that was ever seen. Rows are never removed: "
                  "deleted_at says which threads are gone.",
                  "", kThreads},
    RelationWords{"open_threads",
                  true,
                  "id",
                  "Threads that are open, not spam, not archived and not gone. An unknown flag counts as no.",
                  "threads",
                  {}},
    RelationWords{"awaiting_reply", true, "id", "Open threads in which the customer spoke last.",
                  "open_threads", kAwaitingReply},
    RelationWords{"assignee_load", true, "assigned_to",
                  "Who has how much to do: one row for each assignee of an open thread, and one for the open "
                  "threads that nobody has.",
                  "", kAssigneeLoad},
    RelationWords{"inbox_summary", true, "inbox_id",
                  "Each inbox as it is now, without what is gone: one row for each inbox that has threads.",
                  "", kInboxSummary},
    RelationWords{
        "thread_events", true, "occurred_at, thread_id, event",
        "What happened to threads, a row for each time: opened, closed, reopened, and the latest message. "
        "Archived threads and threads that are gone are among them, spam is not. HubSpot forgets when a "
        "thread was closed once it is open again: such a closing, and each reopening, stands at the moment "
        "at "
        "which the mirror saw it, and what was undone between two looks is not there.",
        "", kThreadEvents},
    RelationWords{
        "daily_activity", true, "day, inbox_id",
        "What happened on each day in each inbox, counted from thread_events. A day without any of it has no "
        "row. All days are counted, whichever are asked for: for a few days thread_events is quicker.",
        "", kDailyActivity},
    RelationWords{"thread_durations", true, "id",
                  "How long each thread took, archived threads and threads that are gone included, spam not. "
                  "Changes of status are those that the mirror saw: none from before first_seen_at, and none "
                  "that was undone between two looks.",
                  "", kThreadDurations},
    RelationWords{"thread_changes", false, "rowid",
                  "What changed, in the order in which the mirror saw it. The first sight of a thread is no "
                  "change. Only the mirror has this history: it can't be brought from HubSpot again.",
                  "", kThreadChanges},
    RelationWords{"sync_status", true, "health",
                  "How fresh and how complete the mirror is: always one row, computed when asked.", "",
                  kSyncStatus},
    RelationWords{"sync_runs", false, "id",
                  "One row for each backfill and reconcile, and for each poll that changed something. Old "
                  "rows are removed.",
                  "", kSyncRuns},
    RelationWords{"rejected_records", false, "id",
                  "Records that could not become a thread, kept so that nothing is lost silently.", "",
                  kRejectedRecords},
    RelationWords{"sync_state", false, "stream",
                  "How far each listing has come. For the mirror itself; it may change in any version.", "",
                  kSyncState},
    RelationWords{"mirror_info", false, "key",
                  "Facts about this mirror. For the mirror itself; keys may change in any version.", "",
                  kMirrorInfo},
    RelationWords{
        "sightings", false, "id",
        "Which threads the reconcile under way has seen; empty while none is. For the mirror itself.", "",
        kSightings},
};

}  // namespace

std::span<const RelationWords> schema_words() { return kRelations; }

std::vector<ColumnWords> all_columns(const RelationWords& relation) {
  std::vector<ColumnWords> columns;
  const auto base = std::find_if(kRelations.begin(), kRelations.end(),
                                 [&](const RelationWords& other) { return other.name == relation.base; });
  if (base != kRelations.end()) columns = all_columns(*base);
  columns.insert(columns.end(), relation.columns.begin(), relation.columns.end());
  return columns;
}

std::string_view reading_words() {
  return "The mirror is one SQLite file, which any SQLite client may read at any time, also while the mirror "
         "runs. Open it read-only, and never copy it with cp while the mirror runs: `threadmirror backup` "
         "does that right.";
}

std::string_view value_words() {
  return "A time is text in UTC such as 2026-11-21T09:30:00.000Z: it sorts, and SQLite's date functions read "
         "it. A flag is 0 or 1. Seconds are a number. JSON is text that SQLite's JSON functions read. Ids of "
         "other things than threads are text. What HubSpot left out is NULL.";
}

std::string select_all(const RelationWords& relation) {
  return fmt::format("SELECT * FROM {} ORDER BY {}", relation.name, relation.order);
}

int schema_version() { return newest_version(embedded_migrations()); }

}  // namespace threadmirror::storage
