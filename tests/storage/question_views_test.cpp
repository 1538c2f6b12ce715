// The views for the questions that people ask: small worlds with every edge case, and exactly what is shown
// of them. The clock stands still at 2026-11-21T12:00:00Z.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <sstream>
#include <string>

#include "fixture.hpp"
#include "storage/migrations.hpp"

using namespace threadmirror::tests;

namespace {

// What SQLite takes for now, in milliseconds of the Julian day.
int stopped_time(sqlite3_vfs*, sqlite3_int64* out) {
  constexpr sqlite3_int64 kEpoch = 210866760000000;  // 1970-01-01
  *out = kEpoch + (at("2026-11-21T12:00:00.000Z") - threadmirror::core::Timestamp()).count();
  return SQLITE_OK;
}

const char* stopped_clock() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
    copy.zName = "stopped-clock";
    copy.xCurrentTimeInt64 = stopped_time;
    return copy;
  }();
  sqlite3_vfs_register(&vfs, 0);
  return vfs.zName;
}

// A mirror in memory that the test fills with plain SQL.
struct Mirror {
  Mirror() {
    for (const auto& step : threadmirror::storage::embedded_migrations()) {
      database.exec(std::string(step.sql));
    }
  }
  SQLite::Database database{":memory:", SQLite::OPEN_READWRITE, 0, stopped_clock()};

  void thread(const std::string& columns, const std::string& values) {
    database.exec(
        fmt::format("INSERT INTO threads ({}, first_seen_at, changed_at) VALUES ({}, 'seen', 'changed')",
                    columns, values));
  }
  void change(int id, const std::string& old_value, const std::string& new_value, const std::string& moment,
              const std::string& field = "status") {
    database.exec(fmt::format("INSERT INTO thread_changes VALUES ({}, '{}', {}, {}, '{}')", id, field,
                              old_value, new_value, moment));
  }
  std::string query(const std::string& statement) { return rows_of(database, statement); }
  // How the statement reaches the tables: of its plan the steps that scan or search one.
  std::string plan(const std::string& statement) {
    std::istringstream lines(query("EXPLAIN QUERY PLAN " + statement));
    std::string out;
    for (std::string line; std::getline(lines, line);) {
      const std::string step = line.substr(line.rfind('|') + 1);
      const bool reads = step.starts_with("SCAN ") || step.starts_with("SEARCH ");
      const bool of_a_view = step.ends_with("_load") || step.ends_with("_summary") ||
                             step.ends_with("_activity") || step.ends_with("_events");
      if (reads && !of_a_view) out += step + '\n';
    }
    return out;
  }
};

constexpr char kOpen[] = "'OPEN'";
constexpr char kClosed[] = "'CLOSED'";

}  // namespace

TEST_CASE("each view says within itself what it means") {
  Mirror mirror;
  CHECK(mirror.query("SELECT count(*) FROM sqlite_schema WHERE type = 'view'") == "8");
  CHECK(mirror.query("SELECT name FROM sqlite_schema WHERE type = 'view' AND instr(sql, '-- ') = 0").empty());
  for (const char* name : {"open_threads", "awaiting_reply", "thread_durations", "thread_events",
                           "daily_activity", "assignee_load", "inbox_summary"}) {
    CAPTURE(name);
    CHECK(mirror.query(fmt::format("SELECT sql FROM sqlite_schema WHERE name = '{}'", name))
              .starts_with(fmt::format("CREATE VIEW {} AS\n-- ", name)));
  }
}

TEST_CASE("a wait is counted from the customer's latest message, in whole seconds, never negative") {
  Mirror mirror;
  const std::string columns = "id, status, latest_message_sent_timestamp, latest_message_received_timestamp";
  mirror.thread(columns, "1, 'OPEN', NULL, '2026-11-21T11:58:19.000Z'");
  mirror.thread(columns, "2, 'OPEN', '2026-11-20T11:00:00.000Z', '2026-11-20T12:00:00.999Z'");
  mirror.thread(columns, "3, 'OPEN', NULL, '2099-01-01T00:00:00.000Z'");
  mirror.thread(columns, "4, 'OPEN', '2026-11-21T11:00:00.001Z', '2026-11-21T11:00:00.000Z'");  // answered
  mirror.thread(columns, "5, 'OPEN', '2026-11-21T11:00:00.000Z', '2026-11-21T11:00:00.000Z'");  // answered
  mirror.thread(columns, "6, 'OPEN', NULL, NULL");
  mirror.thread(columns, "7, NULL, NULL, '2026-11-21T11:00:00.000Z'");
  CHECK(mirror.query("SELECT id, waiting_since, waiting_seconds FROM awaiting_reply ORDER BY id") ==
        "1|2026-11-21T11:58:19.000Z|101\n"
        "2|2026-11-20T12:00:00.999Z|86400\n"
        "3|2099-01-01T00:00:00.000Z|0");
}

TEST_CASE("time to close is what HubSpot's own times tell, and NULL where they do not") {
  Mirror mirror;
  const std::string columns = "id, status, created_at, closed_at";
  const std::string eight = "'2026-11-20T08:00:00.000Z'";
  mirror.thread(columns, "1, 'CLOSED', " + eight + ", '2026-11-20T09:00:00.500Z'");
  mirror.thread(columns, "2, 'CLOSED', '2026-11-20T08:00:00.900Z', '2026-11-20T08:00:01.899Z'");
  mirror.thread(columns, "3, 'CLOSED', '2026-11-20T08:00:00.900Z', '2026-11-20T08:00:01.900Z'");
  mirror.thread(columns, "4, 'CLOSED', " + eight + ", '2026-11-20T07:59:00.000Z'");
  mirror.thread(columns, "5, 'CLOSED', " + eight + ", NULL");
  mirror.thread(columns, "6, 'CLOSED', NULL, " + eight);
  mirror.thread(columns, "7, 'OPEN', " + eight + ", '2026-11-20T09:00:00.000Z'");  // no more closed
  mirror.thread(columns, "8, NULL, " + eight + ", '2026-11-20T09:00:00.000Z'");
  mirror.thread(columns, "9, 'OPEN', " + eight + ", NULL");
  CHECK(mirror.query("SELECT id, time_to_close_seconds FROM thread_durations ORDER BY id") ==
        "1|3600\n2|0\n3|1\n4|-60\n5|NULL\n6|NULL\n7|NULL\n8|NULL\n9|NULL");
}

TEST_CASE("changes of status are what the mirror saw, and NULL where it saw none") {
  Mirror mirror;
  for (int id = 1; id <= 6; ++id) mirror.thread("id, status", fmt::format("{}, 'CLOSED'", id));
  // 1: closed when it was first seen. 2: closed once.
  mirror.change(2, kOpen, kClosed, "2026-11-20T08:00:00.000Z");
  // 3: closed, reopened, closed, reopened, closed.
  mirror.change(3, kOpen, kClosed, "2026-11-20T08:00:00.000Z");
  mirror.change(3, kClosed, kOpen, "2026-11-20T09:00:00.000Z");
  mirror.change(3, kOpen, kClosed, "2026-11-20T10:00:00.000Z");
  mirror.change(3, kClosed, kOpen, "2026-11-20T11:00:00.000Z");
  mirror.change(3, kOpen, kClosed, "2026-11-21T08:00:00.750Z");
  // 4: other fields are none of its status. 5: without a status for a while. 6: seen by a clock that went
  // back.
  mirror.change(4, "'A-1'", "NULL", "2026-11-20T08:00:00.000Z", "assigned_to");
  mirror.change(4, kClosed, kOpen, "2026-11-20T08:00:00.000Z", "inbox_id");
  mirror.change(5, kClosed, "NULL", "2026-11-20T08:00:00.000Z");
  mirror.change(5, "NULL", kOpen, "2026-11-20T08:00:01.500Z");
  mirror.change(6, kClosed, kOpen, "2026-11-20T08:00:30.000Z");
  mirror.change(6, kOpen, kClosed, "2026-11-20T08:00:00.000Z");
  CHECK(mirror.query("SELECT id, first_status_change_at, last_status_change_at, "
                     "first_to_last_status_change_seconds, reopen_count FROM thread_durations ORDER BY id") ==
        "1|NULL|NULL|NULL|0\n"
        "2|2026-11-20T08:00:00.000Z|2026-11-20T08:00:00.000Z|0|0\n"
        "3|2026-11-20T08:00:00.000Z|2026-11-21T08:00:00.750Z|86400|2\n"
        "4|NULL|NULL|NULL|0\n"
        "5|2026-11-20T08:00:00.000Z|2026-11-20T08:00:01.500Z|1|0\n"
        "6|2026-11-20T08:00:00.000Z|2026-11-20T08:00:30.000Z|30|1");
}

TEST_CASE("durations are shown of archived and deleted threads, too, but not of spam") {
  Mirror mirror;
  mirror.thread("id, spam", "1, 0");
  mirror.thread("id, spam", "2, 1");
  mirror.thread("id, spam, archived", "3, NULL, 1");
  mirror.thread("id, deleted_at", "4, '2026-11-20T08:00:00.000Z'");
  CHECK(mirror.query("SELECT id, archived, deleted_at, first_seen_at FROM thread_durations ORDER BY id") ==
        "1|NULL|NULL|seen\n3|1|NULL|seen\n4|NULL|2026-11-20T08:00:00.000Z|seen");
}

TEST_CASE("a day's threads count where they lie now, by day in UTC, archived and deleted ones, but no spam") {
  Mirror mirror;
  const std::string columns =
      "id, inbox_id, created_at, latest_message_timestamp, spam, archived, deleted_at";
  mirror.thread(columns, "1, '7', '2026-11-19T23:59:59.999Z', '2026-11-20T00:00:00.000Z', 0, 0, NULL");
  mirror.thread(columns, "2, '7', '2026-11-20T00:00:00.000Z', '2026-11-20T08:00:00.000Z', NULL, NULL, NULL");
  mirror.thread(columns, "3, '8', '2026-11-20T01:00:00.000Z', NULL, 0, 1, NULL");
  mirror.thread(columns, "4, '8', '2026-11-20T02:00:00.000Z', NULL, 0, 0, '2026-11-21T00:00:00.000Z'");
  mirror.thread(columns, "5, '8', '2026-11-20T03:00:00.000Z', '2026-11-20T03:00:00.000Z', 1, 0, NULL");
  mirror.thread(columns, "6, NULL, '2026-11-20T04:00:00.000Z', NULL, 0, 0, NULL");
  mirror.thread(columns, "7, '9', NULL, NULL, 0, 0, NULL");  // of no day
  CHECK(mirror.query("SELECT day, inbox_id, opened, closed, reopened, last_active FROM daily_activity "
                     "ORDER BY day, inbox_id") ==
        "2026-11-19|7|1|0|0|0\n"
        "2026-11-20|NULL|1|0|0|0\n"
        "2026-11-20|7|1|0|0|2\n"
        "2026-11-20|8|2|0|0|0");
}

TEST_CASE("a closing counts on HubSpot's day, and one that was undone on the day on which it was seen") {
  Mirror mirror;
  const std::string columns = "id, status, closed_at, spam";
  // 1: closed before it was first seen. 2: the same, and HubSpot does not tell when. 3: seen a day late.
  mirror.thread(columns, "1, 'CLOSED', '2026-11-01T23:00:00.000Z', 0");
  mirror.thread(columns, "2, 'CLOSED', NULL, 0");
  mirror.thread(columns, "3, 'CLOSED', '2026-11-02T23:00:00.000Z', 0");
  mirror.change(3, kOpen, kClosed, "2026-11-03T00:30:00.000Z");
  // 4: closed on the 4th, reopened on the 5th, closed on the 6th.
  mirror.thread(columns, "4, 'CLOSED', '2026-11-06T10:00:00.000Z', 0");
  mirror.change(4, kOpen, kClosed, "2026-11-04T10:30:00.000Z");
  mirror.change(4, kClosed, kOpen, "2026-11-05T10:30:00.000Z");
  mirror.change(4, kOpen, kClosed, "2026-11-06T10:30:00.000Z");
  // 5: closed when it was first seen, reopened on the 7th: nobody knows when it had been closed.
  mirror.thread(columns, "5, 'OPEN', NULL, 0");
  mirror.change(5, kClosed, kOpen, "2026-11-07T10:30:00.000Z");
  // 6: closed on the 8th without a time from HubSpot.
  mirror.thread(columns, "6, 'CLOSED', NULL, 0");
  mirror.change(6, kOpen, kClosed, "2026-11-08T10:30:00.000Z");
  // 7: spam. 8: open with a time of closing that HubSpot forgot to take away. 9: its status was left out.
  mirror.thread(columns, "7, 'CLOSED', '2026-11-09T10:00:00.000Z', 1");
  mirror.change(7, kOpen, kClosed, "2026-11-09T10:00:00.000Z");
  mirror.change(7, kClosed, kOpen, "2026-11-09T10:10:00.000Z");
  mirror.thread(columns, "8, 'OPEN', '2026-11-10T10:00:00.000Z', 0");
  mirror.thread(columns, "9, 'CLOSED', '2026-11-11T10:00:00.000Z', 0");
  mirror.change(9, kOpen, kClosed, "2026-11-11T10:30:00.000Z");
  mirror.change(9, kClosed, "NULL", "2026-11-12T10:30:00.000Z");
  mirror.change(9, "NULL", kClosed, "2026-11-13T10:30:00.000Z");
  // 10: closed and reopened on the 14th and on the 16th. 11: the same words in another field.
  mirror.thread(columns, "10, 'OPEN', NULL, 0");
  for (const std::string day : {"2026-11-14", "2026-11-16"}) {
    mirror.change(10, kOpen, kClosed, day + "T10:30:00.000Z");
    mirror.change(10, kClosed, kOpen, day + "T10:45:00.000Z");
  }
  mirror.thread(columns, "11, 'OPEN', NULL, 0");
  mirror.change(11, kOpen, kClosed, "2026-11-15T10:30:00.000Z", "inbox_id");
  mirror.change(11, kClosed, kOpen, "2026-11-15T10:30:00.000Z", "inbox_id");
  CHECK(mirror.query("SELECT day, closed, reopened FROM daily_activity ORDER BY day") ==
        "2026-11-01|1|0\n"
        "2026-11-02|1|0\n"
        "2026-11-04|1|0\n"
        "2026-11-05|0|1\n"
        "2026-11-06|1|0\n"
        "2026-11-07|0|1\n"
        "2026-11-08|1|0\n"
        "2026-11-11|1|0\n"
        "2026-11-14|1|1\n"
        "2026-11-16|1|1");
}

TEST_CASE("an event without a moment shows as NULL, with the inbox and the assignee of now") {
  Mirror mirror;
  mirror.thread("id, status, inbox_id, assigned_to", "1, 'CLOSED', '7', 'A-1'");
  mirror.thread("id, status, created_at, spam", "2, 'CLOSED', '2026-11-20T10:00:00.000Z', 1");
  CHECK(mirror.query("SELECT * FROM thread_events ORDER BY event") ==
        "NULL|closed|1|7|A-1\n"
        "NULL|latest_message|1|7|A-1\n"
        "NULL|opened|1|7|A-1");
}

namespace {

// Open and other threads of two assignees and nobody, in two inboxes and none.
void fill_inboxes(Mirror& mirror) {
  const std::string columns =
      "id, status, inbox_id, assigned_to, spam, archived, deleted_at, latest_message_timestamp, "
      "latest_message_sent_timestamp, latest_message_received_timestamp";
  const std::string ten = "'2026-11-21T10:00:00.000Z'", eleven = "'2026-11-21T11:00:00.000Z'";
  const std::string future = "'2099-01-01T00:00:00.000Z'";
  const auto row = [&](int id, const std::string& head, const std::string& sent,
                       const std::string& received) {
    mirror.thread(columns, fmt::format("{}, {}, {}, {}, {}", id, head, eleven, sent, received));
  };
  row(1, "'OPEN', '7', 'A-1', 0, 0, NULL", "NULL", eleven);
  row(2, "'OPEN', '7', 'A-1', NULL, NULL, NULL", ten, eleven);
  row(3, "'OPEN', '7', 'A-1', 0, 0, NULL", eleven, ten);  // answered
  row(4, "'OPEN', '7', NULL, 0, 0, NULL", "NULL", ten);
  row(5, "'OPEN', '8', 'A-2', 0, 0, NULL", ten, ten);  // answered at the same instant
  row(6, "'OPEN', NULL, 'A-3', 0, 0, NULL", "NULL", future);
  row(7, "'CLOSED', '7', 'A-1', 0, 0, NULL", "NULL", ten);
  row(8, "'OPEN', '7', 'A-1', 1, 0, NULL", "NULL", ten);     // spam
  row(9, "'OPEN', '7', 'A-1', 0, 1, NULL", "NULL", ten);     // archived
  row(10, "'OPEN', '7', 'A-1', 0, 0, 'then'", "NULL", ten);  // deleted
  row(11, "'OPEN', '9', 'A-4', 0, 1, 'then'", "NULL", ten);  // deleted: neither inbox nor assignee is left
  row(12, "NULL, '8', 'A-5', 0, 0, NULL", "NULL", ten);      // HubSpot tells no status
  row(13, "'CLOSED', '10', 'A-5', 1, 1, NULL", "NULL", "NULL");  // spam and archived
}

}  // namespace

TEST_CASE("an assignee's load is open threads, those that wait, and the longest wait") {
  Mirror mirror;
  fill_inboxes(mirror);
  CHECK(mirror.query("SELECT * FROM assignee_load ORDER BY assigned_to") ==
        "NULL|1|1|2026-11-21T10:00:00.000Z|7200\n"
        "A-1|3|2|2026-11-21T11:00:00.000Z|3600\n"
        "A-2|1|0|NULL|NULL\n"
        "A-3|1|1|2099-01-01T00:00:00.000Z|0");
}

TEST_CASE("an inbox's summary counts what is not deleted, and waits of what is open") {
  Mirror mirror;
  fill_inboxes(mirror);
  CHECK(mirror.query("SELECT * FROM inbox_summary ORDER BY inbox_id") ==
        "NULL|1|1|0|1|2099-01-01T00:00:00.000Z|0|0|0|2026-11-21T11:00:00.000Z\n"
        "10|1|0|0|0|NULL|NULL|1|1|NULL\n"
        "7|7|4|1|3|2026-11-21T10:00:00.000Z|7200|1|1|2026-11-21T11:00:00.000Z\n"
        "8|2|1|0|0|NULL|NULL|0|0|2026-11-21T11:00:00.000Z");
}

TEST_CASE("summary, load, list and status agree about the same threads") {
  Mirror mirror;
  fill_inboxes(mirror);
  CHECK(mirror.query("SELECT sum(threads), sum(open_threads), sum(archived_threads) FROM inbox_summary") ==
        mirror.query("SELECT threads, open_threads, archived_threads FROM sync_status"));
  const std::string waits =
      mirror.query("SELECT count(*), min(waiting_since), max(waiting_seconds) FROM awaiting_reply");
  const std::string sums =
      "SELECT sum(awaiting_reply), min(longest_waiting_since), max(longest_waiting_seconds) FROM ";
  CHECK(waits == "4|2026-11-21T10:00:00.000Z|7200");
  CHECK(mirror.query(sums + "inbox_summary") == waits);
  CHECK(mirror.query(sums + "assignee_load") == waits);
  CHECK(mirror.query("SELECT sum(open_threads) FROM assignee_load") ==
        mirror.query("SELECT count(*) FROM open_threads"));
}

TEST_CASE("without threads the views are empty") {
  Mirror mirror;
  for (const char* view : {"open_threads", "awaiting_reply", "thread_durations", "thread_events",
                           "daily_activity", "assignee_load", "inbox_summary"}) {
    CAPTURE(view);
    CHECK(mirror.query(std::string("SELECT * FROM ") + view).empty());
  }
}

// One row, or the open rows alone, where that is the question.
TEST_CASE("what asks for few threads finds them by an index") {
  Mirror mirror;
  CHECK(mirror.plan("SELECT * FROM awaiting_reply ORDER BY waiting_since LIMIT 10") ==
        "SEARCH threads USING INDEX threads_open (latest_message_received_timestamp>?)\n");
  CHECK(mirror.plan("SELECT inbox_id, count(*) FROM open_threads GROUP BY inbox_id") ==
        "SCAN threads USING INDEX threads_open\n");
  CHECK(mirror.plan("SELECT * FROM assignee_load ORDER BY open_threads DESC") ==
        "SCAN threads USING INDEX threads_open\n");
  const std::string change = "SEARCH thread_changes USING INDEX thread_changes_by_thread (thread_id=?)\n";
  CHECK(mirror.plan("SELECT * FROM thread_durations WHERE id = 7") ==
        "SEARCH threads USING INTEGER PRIMARY KEY (rowid=?)\n" + change + change + change + change);
}

// A whole-table question reads the table: these scans are wanted. Nothing is scanned for each row.
TEST_CASE("what asks for all threads scans them, and finds each thread's changes by an index") {
  Mirror mirror;
  const std::string change = "SEARCH thread_changes USING INDEX thread_changes_by_thread (thread_id=?)\n";
  CHECK(mirror.plan("SELECT * FROM inbox_summary") == "SCAN threads\n");
  CHECK(mirror.plan("SELECT inbox_id, avg(time_to_close_seconds) FROM thread_durations GROUP BY inbox_id") ==
        "SCAN threads\n");
  CHECK(mirror.plan("SELECT id FROM thread_durations WHERE reopen_count > 1") == "SCAN threads\n" + change);
  const std::string following =
      "SEARCH following USING INDEX thread_changes_by_thread (thread_id=? AND rowid>?)\n";
  const std::string thread = "SEARCH threads USING INTEGER PRIMARY KEY (rowid=?)\n";
  const std::string scans = "SCAN threads\nSCAN threads\n" + change + change + "SCAN closing\n" + following +
                            thread + "SCAN thread_changes\n" + thread + "SCAN threads\n";
  CHECK(mirror.plan("SELECT * FROM daily_activity") == scans);
  CHECK(mirror.plan("SELECT event FROM thread_events WHERE occurred_at >= '2026-11-15'") == scans);
}
