#include "storage/recipe.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "fixture.hpp"
#include "storage/mirror_reader.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;

namespace {

constexpr char kSomeInstant[] = "2026-01-01T00:00:00.000Z";

Recipe recipe(std::string_view name) {
  const auto all = all_recipes();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Recipe& one) { return one.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{:.1f}", *real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "NULL";
}

// Threads with the fields that a test names; all else is NULL. Times are SQLite's modifiers of now.
struct Book {
  Book() { World made(folder.database()); }

  // `fields` as "status = 'OPEN', created_at = ago('-1 day')".
  void thread(int id, const std::string& fields) {
    write(
        fmt::format("INSERT INTO threads (id, first_seen_at, changed_at) VALUES ({}, '{}', '{}'); "
                    "UPDATE threads SET {} WHERE id = {}",
                    id, kSomeInstant, kSomeInstant, fields, id));
  }
  void change(int thread, const std::string& field, const std::string& rest) {
    write(fmt::format("INSERT INTO thread_changes VALUES ({}, '{}', {})", thread, field, rest));
  }
  void write(std::string statements) {
    for (std::size_t at = 0; (at = statements.find("ago(", at)) != std::string::npos;) {
      statements.replace(at, 4, "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ");
    }
    execute(folder.database(), statements);
  }

  // The columns `wanted` (by number) of the recipe's rows: cells joined by '|', rows by newlines.
  std::string run(std::string_view name, std::vector<std::size_t> wanted, std::vector<Parameter> given = {}) {
    const Recipe chosen = recipe(name);
    const auto parameters = with_defaults(chosen, std::move(given)).value();
    auto reader = MirrorReader::open(folder.database()).value();
    std::string out;
    const auto on_row = [&](const std::vector<Value>& row) {
      if (!out.empty()) out += '\n';
      for (std::size_t i = 0; i < wanted.size(); ++i) out += (i > 0 ? "|" : "") + text_of(row.at(wanted[i]));
      return true;
    };
    const auto done = reader->query(
        Question{chosen.sql, parameters}, [](const auto&) {}, on_row);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().text()));
    return out;
  }
  std::string ask(const std::string& statement) { return sql(folder.database(), statement); }

  TempFolder folder;
};

Parameter number(const char* name, std::int64_t value) { return {name, value}; }
Parameter text(const char* name, const char* value) { return {name, std::string(value)}; }

constexpr char kWaits[] =
    "status = 'OPEN', latest_message_received_timestamp = ago('-2 hours'), latest_message_sent_timestamp = "
    "ago('-3 hours')";

// What open_threads leaves out, each otherwise as `fields` says.
void add_hidden(Book& book, const std::string& fields) {
  book.thread(90, fields + ", spam = 1");
  book.thread(91, fields + ", archived = 1");
  book.thread(92, fields + ", deleted_at = ago('-1 hour'), deletion_evidence = 'x'");
  book.thread(93, fields + ", status = 'CLOSED'");
}

}  // namespace

TEST_CASE("a recipe's head is read: what it answers, parameters with and without default") {
  const auto read = parse_recipe(
      {"x", "-- What is it\n-- :days = 7 -- how many -- days\n-- :a -- an a\n-- more\nSELECT 1"});
  REQUIRE(read);
  CHECK(read->answers == "What is it");
  REQUIRE(read->parameters.size() == 2);
  CHECK(read->parameters[0].name == "days");
  CHECK(read->parameters[0].default_value == "7");
  CHECK(read->parameters[0].meaning == "how many -- days");
  CHECK_FALSE(read->parameters[1].default_value);
  CHECK(read->sql.ends_with("SELECT 1"));
}

TEST_CASE("a recipe without a readable head is refused") {
  for (const char* bad :
       {"", "SELECT 1", "-- a\n-- :days = 7\nSELECT 1", "-- a\n-- : = 7 -- b\n", "-- a\n-- :b -- "}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_recipe({"x", bad}));
  }
}

TEST_CASE("defaults fill what is not given; where a number belongs, nothing else passes") {
  Recipe some;
  some.name = "some";
  some.parameters = {
      {"days", "7", "how many"}, {"inbox", "NULL", "which"}, {"thread", std::nullopt, "its number"}};
  const auto filled = with_defaults(some, {text("inbox", "a")}).value();
  REQUIRE(filled.size() == 2);
  CHECK(filled[0].name == "inbox");
  CHECK(filled[1].value == Value(std::int64_t{7}));
  for (const Value& bad : {Value(std::string("x")), Value(1.5), Value(), Value(std::int64_t{-1})}) {
    const auto refused = with_defaults(some, {{"days", bad}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == core::ErrorCode::kUsage);
    CHECK(refused.error().mend().find("--param days=7: how many") != std::string::npos);
  }
}

TEST_CASE("every recipe's file can be read, fits a line of the list, and its statement has its parameters") {
  Book book;
  CHECK(all_recipes().size() == embedded_recipes().size());
  CHECK(embedded_recipes().size() >= 10);
  auto reader = MirrorReader::open(book.folder.database()).value();
  for (const Recipe& one : all_recipes()) {
    CAPTURE(one.name);
    CHECK(one.answers.size() <= 60);
    CHECK_FALSE(one.answers.ends_with('.'));
    std::vector<Parameter> parameters;
    for (const RecipeParameter& parameter : one.parameters)
      parameters.push_back(number(parameter.name.c_str(), 3));
    const auto done = reader->query(
        Question{one.sql, parameters}, [](const auto&) {}, [](const auto&) { return true; });
    CHECK_MESSAGE(done, (done ? "" : done.error().text()));
  }
}

TEST_CASE("awaiting-reply: the longest wait first, unknown flags count as no") {
  Book book;
  add_hidden(book, kWaits);
  book.thread(1, std::string(kWaits) + ", inbox_id = '7'");
  book.thread(2, "status = 'OPEN', latest_message_received_timestamp = ago('-5 hours')");
  book.thread(3,
              "status = 'OPEN', latest_message_received_timestamp = ago('-5 hours'), "
              "latest_message_sent_timestamp = ago('-4 hours')");
  book.thread(4, "status = 'OPEN'");
  CHECK(book.run("awaiting-reply", {0, 1, 5}) == "2|NULL|5.0\n1|7|2.0");
  CHECK(book.run("awaiting-reply", {0}, {number("inbox", 7)}) == "1");
  CHECK(book.run("awaiting-reply", {0}, {number("limit", 1)}) == "2");
}

TEST_CASE("open-by-inbox: counts of each inbox, threads without one apart") {
  Book book;
  add_hidden(book, std::string(kWaits) + ", inbox_id = 'a'");
  book.thread(1, std::string(kWaits) + ", inbox_id = 'a', assigned_to = 'A-1', created_at = '2026-01-02'");
  book.thread(2, "status = 'OPEN', inbox_id = 'a', created_at = '2026-01-01'");
  book.thread(3, "status = 'OPEN'");
  CHECK(book.run("open-by-inbox", {0, 1, 2, 3, 4, 5}) == "a|2|1|1|2.0|2026-01-01\nNULL|1|1|0|NULL|NULL");
}

TEST_CASE("unassigned-open: the oldest first") {
  Book book;
  add_hidden(book, "status = 'OPEN'");
  book.thread(1, "status = 'OPEN', created_at = '2026-01-02', inbox_id = 'a'");
  book.thread(2, "status = 'OPEN'");
  book.thread(3, "status = 'OPEN', assigned_to = 'A-1'");
  CHECK(book.run("unassigned-open", {0}) == "2\n1");
  CHECK(book.run("unassigned-open", {0}, {text("inbox", "a")}) == "1");
}

TEST_CASE("oldest-open: by their beginning, else by first sight") {
  Book book;
  add_hidden(book, "status = 'OPEN', created_at = '2020-01-01'");
  book.thread(1, "status = 'OPEN', created_at = ago('-50 hours')");
  book.thread(2, "status = 'OPEN', first_seen_at = ago('-100 hours')");
  CHECK(book.run("oldest-open", {0, 4}) == "2|4\n1|2");
  CHECK(book.run("oldest-open", {0}, {number("limit", 1)}) == "2");
}

TEST_CASE("stale-open: without a message for days") {
  Book book;
  add_hidden(book, "status = 'OPEN', latest_message_timestamp = '2020-01-01T00:00:00.000Z'");
  book.thread(1, "status = 'OPEN', latest_message_timestamp = ago('-8 days')");
  book.thread(2, "status = 'OPEN', latest_message_timestamp = ago('-6 days'), created_at = ago('-90 days')");
  book.thread(3, "status = 'OPEN', created_at = ago('-9 days')");
  book.thread(4, "status = 'OPEN', first_seen_at = ago('-1 hour')");
  CHECK(book.run("stale-open", {0, 4}) == "3|9\n1|8");
  CHECK(book.run("stale-open", {0}, {number("days", 5)}) == "3\n1\n2");
}

TEST_CASE("opened-per-day and closed-per-day: a line for every day, spam apart") {
  Book book;
  const auto today = [&] { return book.ask("SELECT date('now')"); };
  for (std::string before; before != today();) {  // once more where midnight came in between
    before = today();
    book.write("DELETE FROM threads");
    const std::string yesterday = "(date('now', '-1 day') || 'T12:00:00.000Z')";
    const std::string now = "(date('now') || 'T00:00:00.000Z')";
    const std::string times = "created_at = " + yesterday + ", closed_at = " + now + ", status = 'CLOSED'";
    book.thread(1, times + ", inbox_id = 'a'");
    book.thread(2, times + ", archived = 1");
    book.thread(3, times + ", deleted_at = ago('-1 hour')");
    book.thread(4, times + ", spam = 1");
    book.thread(5, times + ", status = 'OPEN'");
    book.thread(6, "status = 'CLOSED'");
    book.thread(7, "created_at = ago('-40 days')");
    const std::string days[] = {today(), book.ask("SELECT date('now', '-1 day')"),
                                book.ask("SELECT date('now', '-2 days')")};
    CHECK(book.run("opened-per-day", {0, 1}, {number("days", 3)}) ==
          days[0] + "|0\n" + days[1] + "|4\n" + days[2] + "|0");
    CHECK(book.run("closed-per-day", {0, 1}, {number("days", 2)}) == days[0] + "|3\n" + days[1] + "|0");
    CHECK(book.run("closed-per-day", {1}, {number("days", 1), text("inbox", "a")}) == "1");
    CHECK(book.run("opened-per-day", {1}, {number("days", 0)}) == "");
  }
}

TEST_CASE("reassigned-today: moves away from somebody, the latest first") {
  Book book;
  book.thread(1, "status = 'OPEN', inbox_id = 'a'");
  book.thread(2, "deleted_at = ago('-1 hour')");
  book.change(1, "assigned_to", "NULL, 'A-1', ago('-0 seconds')");
  book.change(1, "assigned_to", "'A-1', 'A-2', ago('-0 seconds')");
  book.change(1, "assigned_to", "'A-2', NULL, ago('+1 second')");
  book.change(1, "assigned_to", "'A-0', 'A-9', ago('-25 hours')");
  book.change(1, "status", "'OPEN', 'CLOSED', ago('-0 seconds')");
  book.change(2, "assigned_to", "'A-1', 'A-2', ago('-0 seconds')");
  CHECK(book.run("reassigned-today", {1, 2, 3, 4, 5}) == "1|a|OPEN|A-2|NULL\n1|a|OPEN|A-1|A-2");
}

TEST_CASE("reopened: from closed to open, within the days") {
  Book book;
  book.thread(1, "status = 'OPEN'");
  book.thread(2, "spam = 1");
  book.thread(3, "deleted_at = ago('-1 hour')");
  for (const int id : {1, 2, 3}) book.change(id, "status", "'CLOSED', 'OPEN', ago('-2 days')");
  book.change(1, "status", "'OPEN', 'CLOSED', ago('-1 day')");
  book.change(1, "status", "'CLOSED', 'OPEN', ago('-8 days')");
  CHECK(book.run("reopened", {1, 4}) == "1|OPEN");
  CHECK(book.run("reopened", {1}, {number("days", 9)}) == "1\n1");
}

TEST_CASE("spam-share: of what began within the days, by inbox") {
  Book book;
  book.thread(1, "created_at = ago('-1 day'), inbox_id = 'a', spam = 1, archived = 1");
  book.thread(2, "created_at = ago('-1 day'), inbox_id = 'a', spam = 0, deleted_at = ago('-1 hour')");
  book.thread(3, "created_at = ago('-1 day'), inbox_id = 'a'");
  book.thread(4, "created_at = ago('-1 day')");
  book.thread(5, "created_at = ago('-31 days'), inbox_id = 'a', spam = 1");
  book.thread(6, "inbox_id = 'a', spam = 1");
  CHECK(book.run("spam-share", {0, 1, 2, 3}) == "a|3|1|33.3\nNULL|1|0|0.0");
}

TEST_CASE("recently-gone: with the evidence, the latest first") {
  Book book;
  book.thread(1, "deleted_at = ago('-2 days'), deletion_evidence = 'x'");
  book.thread(2, "deleted_at = ago('-1 day'), deletion_evidence = 'y'");
  book.thread(3, "deleted_at = ago('-8 days')");
  book.thread(4, "status = 'OPEN'");
  CHECK(book.run("recently-gone", {1, 5}) == "2|y\n1|x");
}

TEST_CASE("thread-history: the changes of one thread in order") {
  Book book;
  book.thread(1, "status = 'OPEN'");
  book.thread(2, "status = 'OPEN'");
  book.change(1, "status", "NULL, 'OPEN', 'b'");
  book.change(2, "status", "'CLOSED', 'OPEN', 'a'");
  book.change(1, "assigned_to", "'A-1', NULL, 'a'");
  CHECK(book.run("thread-history", {0, 1, 2, 3}, {number("thread", 1)}) ==
        "b|status|NULL|OPEN\na|assigned_to|A-1|NULL");
}

TEST_CASE("freshness: one row") {
  Book book;
  CHECK(book.run("freshness", {3, 5}) == "NULL|0");
}
