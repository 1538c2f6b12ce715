#include "tests/fake_hubspot/compare.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include "tests/fake_hubspot/render.hpp"
#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;
using threadmirror::core::Timestamp;

namespace {

// A mirror's database with the columns that are compared, filled by hand.
class Mirror {
 public:
  Mirror()
      : path_(folder() / "mirror.db"),
        database_(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    database_.exec("PRAGMA journal_mode=WAL");
    database_.exec(
        "CREATE TABLE threads (id INTEGER PRIMARY KEY, status TEXT, inbox_id TEXT, associated_contact_id "
        "TEXT,"
        " associated_ticket_id TEXT, assigned_to TEXT, original_channel_id TEXT, original_channel_account_id "
        "TEXT,"
        " spam INTEGER, archived INTEGER, created_at TEXT, closed_at TEXT, latest_message_timestamp TEXT,"
        " latest_message_sent_timestamp TEXT, latest_message_received_timestamp TEXT, extra TEXT, deleted_at "
        "TEXT)"
        " STRICT");
  }
  ~Mirror() { std::filesystem::remove_all(path_.parent_path()); }

  void run(const std::string& sql) { database_.exec(sql); }
  const std::filesystem::path& path() const { return path_; }

  void store(const Thread& t, const Quirks& quirks = {}) {
    SQLite::Statement insert(database_, "INSERT INTO threads VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL)");
    insert.bind(1, t.id);
    insert.bind(2, std::string(status_text(t, quirks)));
    insert.bind(3, std::to_string(t.inbox));
    insert.bind(4, std::to_string(t.contact));
    if (t.ticket != 0) insert.bind(5, std::to_string(t.ticket));
    if (t.assignee != 0) insert.bind(6, "A-" + std::to_string(t.assignee));
    insert.bind(7, std::to_string(t.channel));
    insert.bind(8, std::to_string(t.channel_account));
    insert.bind(9, t.spam ? 1 : 0);
    insert.bind(10, t.archived ? 1 : 0);
    int column = 11;
    for (const std::int64_t ms : {t.created, t.closed, t.latest, t.sent, t.received}) {
      const auto visible = Timestamp::from_unix_ms(visible_time(ms, quirks.timestamp_digits));
      if (ms != kNoTime) insert.bind(column, visible.to_string());
      ++column;
    }
    const std::string extra = extra_fields(t, quirks);
    if (!extra.empty()) insert.bind(16, extra);
    insert.exec();
  }

 private:
  static std::filesystem::path folder() {
    std::string name = (std::filesystem::temp_directory_path() / "compare-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    return name;
  }

  std::filesystem::path path_;
  SQLite::Database database_;
};

struct Fixture {
  World world{generate({.threads = 200, .now = test_now()})};
  Mirror mirror;
  Quirks quirks;

  void mirror_all() {
    TruthReader reader(world);
    while (const Thread* t = reader.next()) mirror.store(*t, quirks);
  }
  Comparison compared() { return compare_database(world, quirks, mirror.path()).value(); }
  std::int64_t some_id(int index) {
    TruthReader reader(world);
    const Thread* t = reader.next();
    while (index-- > 0) t = reader.next();
    return t->id;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "an exact mirror is equal") {
  mirror_all();
  const Comparison result = compared();
  CHECK(result.equal());
  CHECK(result.expected == 200);
  CHECK(result.live == 200);
  CHECK(result.to_json() ==
        R"({"missing":0,"extra":0,"different":0,"expected":200,"live":200,"examples":[]})");
}

TEST_CASE_FIXTURE(Fixture, "an exact mirror is equal also of what representations leave") {
  for (const char* quirk : {"timestamp-digits=0", "unknown-status=on", "extra-fields=on", "missing=null"}) {
    REQUIRE(set_quirk(quirks, quirk));
  }
  mirror_all();
  CHECK(compared().equal());
  mirror.run("UPDATE threads SET extra = NULL WHERE id = " + std::to_string(some_id(3)));
  CHECK(compared().different == 1);
}

TEST_CASE_FIXTURE(Fixture, "each wrong column is found and named") {
  mirror_all();
  const std::string where = " WHERE id = " + std::to_string(some_id(17));
  for (const std::string column :
       {"status", "inbox_id", "associated_contact_id", "associated_ticket_id", "assigned_to",
        "original_channel_id", "original_channel_account_id", "spam", "archived", "created_at", "closed_at",
        "latest_message_timestamp", "latest_message_sent_timestamp", "latest_message_received_timestamp"}) {
    mirror.run("CREATE TABLE kept AS SELECT " + column + " AS v FROM threads" + where);
    const bool is_flag = column == "spam" || column == "archived";
    mirror.run("UPDATE threads SET " + column + (is_flag ? " = 2" : " = 'wrong'") + where);
    const Comparison result = compared();
    CAPTURE(column);
    CHECK(result.missing + result.extra == 0);
    REQUIRE(result.different == 1);
    REQUIRE(result.examples.front().fields.size() == 1);
    CHECK(result.examples.front().id == some_id(17));
    CHECK(result.examples.front().fields.front().column == column);
    CHECK(result.examples.front().fields.front().actual == (is_flag ? "2" : "'wrong'"));
    mirror.run("UPDATE threads SET " + column + " = (SELECT v FROM kept)" + where);
    mirror.run("DROP TABLE kept");
  }
  CHECK(compared().equal());
}

TEST_CASE_FIXTURE(Fixture, "missing and extra rows are found at both ends and between") {
  mirror_all();
  for (const int index : {0, 50, 199})
    mirror.run("DELETE FROM threads WHERE id = " + std::to_string(some_id(index)));
  Thread stranger;
  stranger.created = 1;
  for (const std::int64_t id : {std::int64_t{1}, some_id(100) + 1, std::int64_t{99'999'999'999}}) {
    stranger.id = id;
    mirror.store(stranger);
  }
  const Comparison result = compared();
  CHECK(result.missing == 3);
  CHECK(result.extra == 3);
  CHECK(result.different == 0);
  CHECK(result.examples.front().id == 1);
  CHECK(result.examples.front().kind == "extra");
  CHECK(result.to_json().find(R"({"id":"99999999999","kind":"extra"})") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a deleted thread must not be a live row, and its tombstone does not count") {
  mirror_all();
  const std::int64_t gone = some_id(5);
  world.erase(gone);
  CHECK(compared().extra == 1);
  mirror.run("UPDATE threads SET deleted_at = '2026-11-22T12:00:00.000Z' WHERE id = " + std::to_string(gone));
  CHECK(compared().equal());
}

TEST_CASE_FIXTURE(Fixture, "the truth counts, not what a lagging replica serves") {
  mirror_all();
  Thread changed = *world.truth(some_id(8));
  changed.spam = !changed.spam;
  world.put(changed, test_now() + std::chrono::seconds(10));
  CHECK(compared().different == 1);
}

TEST_CASE_FIXTURE(Fixture, "only the first twenty differences are shown") {
  const Comparison result = compared();
  CHECK(result.missing == 200);
  CHECK(result.examples.size() == 20);
}

TEST_CASE("what is no mirror can't be compared") {
  const World world({});
  CHECK_FALSE(compare_database(world, {}, "/nonexistent/mirror.db"));
  CHECK_FALSE(compare_database(world, {}, ""));
  Mirror other;
  other.run("DROP TABLE threads");
  CHECK_FALSE(compare_database(world, {}, other.path()));
}
