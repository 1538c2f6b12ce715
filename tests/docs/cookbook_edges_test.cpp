// The cookbook's queries on what demo mirrors lack: fields and flags that HubSpot left out, beside spam,
// archived threads and threads that are gone.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "storage/mirror_store.hpp"
#include "tests/docs/asking.hpp"
#include "tests/docs/demo_mirror.hpp"
#include "tests/docs/help.hpp"
#include "tests/docs/still_time.hpp"
#include "tests/docs/worked_examples.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

namespace {

// A day of that week, as the mirror writes it.
std::string at(const std::string& day_and_hour) { return "'2026-11-" + day_and_hour + ":00:00.000Z'"; }

class EdgeMirror {
 public:
  EdgeMirror() {
    const core::SystemClock clock;
    core::NullLog log;
    storage::StoreOptions options;
    options.path = database();
    REQUIRE(storage::MirrorStore::open(options, clock, log));
    sqlite3_open(database().c_str(), &writer_);
  }
  ~EdgeMirror() { sqlite3_close(writer_); }
  EdgeMirror(const EdgeMirror&) = delete;
  EdgeMirror& operator=(const EdgeMirror&) = delete;

  std::filesystem::path database() const { return folder_ / "edges.db"; }
  // A thread first seen on the 19th at midnight, with these fields and no others.
  void thread(int id, const std::string& fields) {
    const std::string number = std::to_string(id);
    write("INSERT INTO threads (id, first_seen_at, changed_at) VALUES (" + number + ", " + at("19T00") +
          ", " + at("19T00") + "); UPDATE threads SET " + fields + " WHERE id = " + number);
  }
  void change(int id, const std::string& values) {
    write("INSERT INTO thread_changes (thread_id, field, old_value, new_value, observed_at) VALUES (" +
          std::to_string(id) + ", " + values + ")");
  }

 private:
  void write(const std::string& sql) {
    REQUIRE_MESSAGE(sqlite3_exec(writer_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
                    sqlite3_errmsg(writer_));
  }

  TempFolder folder_;
  sqlite3* writer_ = nullptr;
};

// All in the week before the demo's Friday.
void fill(EdgeMirror& mirror) {
  const std::string begun = ", created_at = " + at("18T00") + ", associated_contact_id = '5'";
  mirror.thread(1, "status = 'OPEN'");  // HubSpot tells nothing else of it
  mirror.thread(2, "status = 'OPEN'" + begun);
  mirror.thread(3, "status = 'CLOSED', spam = 0, archived = 0, inbox_id = 'a', closed_at = " + at("18T10") +
                       ", latest_message_sent_timestamp = '2026-11-18T00:30:00.000Z'" + begun);
  mirror.thread(4, "status = 'OPEN', spam = 1" + begun);
  mirror.thread(5, "status = 'OPEN', archived = 1" + begun);
  mirror.thread(6, "status = 'OPEN', deleted_at = " + at("19T12") + begun);
  mirror.change(6, "'deleted_at', NULL, " + at("19T12") + ", " + at("19T12"));
  mirror.thread(7,
                "status = 'CLOSED', inbox_id = 'a', created_at = " + at("18T00"));  // nobody knows since when
  mirror.thread(
      8, "status = 'CLOSED', inbox_id = 'a', created_at = " + at("17T06") + ", closed_at = " + at("19T05"));
  mirror.change(8, "'status', 'OPEN', 'CLOSED', " + at("19T06"));
  mirror.thread(
      9, "status = 'OPEN', inbox_id = 'a', created_at = " + at("10T00"));  // closed when it was first seen
  mirror.change(9, "'status', 'CLOSED', 'OPEN', " + at("19T08"));
  mirror.thread(10, "status = 'CLOSED', created_at = " + at("18T00"));  // only the mirror saw it closed
  mirror.change(10, "'status', 'OPEN', 'CLOSED', " + at("19T06"));
  mirror.change(2, "'assigned_to', NULL, 'A-1', " + at("19T08"));
  mirror.change(2, "'assigned_to', 'A-1', NULL, " + at("19T09"));
}

// The first `rows` lines of the answer to the cookbook's question, without the header; an empty field is
// NULL.
std::string answer(const EdgeMirror& mirror, const std::string& heading, std::ptrdiff_t rows) {
  const auto examples = worked_examples(source_text("docs/COOKBOOK.md"), "sql");
  const auto example = std::find_if(examples.begin(), examples.end(),
                                    [&](const WorkedExample& one) { return one.heading == heading; });
  REQUIRE(example != examples.end());
  std::string csv = ask(mirror.database(), {example->question});
  csv.erase(std::remove(csv.begin(), csv.end(), '\r'), csv.end());
  csv.erase(0, csv.find('\n') + 1);
  std::size_t end = 0;
  while (rows-- > 0 && end < csv.size()) end = csv.find('\n', end) + 1;
  return csv.substr(0, end);
}

}  // namespace

TEST_CASE(
    "the cookbook's queries count unknown flags as no, and leave out spam, archived and gone threads where "
    "they say so") {
  const StillTime friday(demo_now());
  EdgeMirror mirror;
  fill(mirror);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"How did the backlog develop?",
       "2026-11-20,3\n2026-11-19,3\n2026-11-18,4\n2026-11-17,1\n2026-11-16,0\n"},
      {"How long does it take to close a thread?", "a,2,10.0,47.0\n"},
      {"How do threads with a ticket compare to those without?", "0,6,2,33.3\n"},
      {"Which contacts write often?", "5,2,1,\n"},
      {"Through which channels do customers come?", ",,8,100.0\n"},
      {"How fast is the first response?", "7,6,1,0\n"},
      {"Which threads are gone?", "2026-11-19T12:00:00.000Z,6,,OPEN,,\n"},
      {"Who gave threads away?", "A-1,1,1\n"},
      {"Who has how much to do?", ",3,0,\n"},
      {"How many are open, unassigned and waiting, by inbox?", ",2,2,0,\na,1,1,0,\n"},
  };
  for (const auto& [heading, rows] : expected) {
    CAPTURE(heading);
    CHECK(answer(mirror, heading, 5) == rows);
  }
}
