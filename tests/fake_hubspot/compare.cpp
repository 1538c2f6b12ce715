#include "tests/fake_hubspot/compare.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <rapidjson/document.h>

#include <array>
#include <optional>

#include "core/json.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/render.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::size_t kExamples = 20;
constexpr int kBusyTimeoutMs = 10'000;

constexpr const char* kQuery =
    "SELECT id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to, "
    "original_channel_id,"
    " original_channel_account_id, spam, archived, created_at, closed_at, latest_message_timestamp,"
    " latest_message_sent_timestamp, latest_message_received_timestamp, extra"
    " FROM threads WHERE deleted_at IS NULL ORDER BY id";
constexpr int kExtraColumn = 15;

// A value as the mirror must store it, in the words of SQL.
std::string sql_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

std::string number_or_null(std::int64_t number) {
  return number == 0 ? "NULL" : sql_text(std::to_string(number));
}

std::string time_or_null(std::int64_t ms, const Quirks& quirks) {
  if (ms == kNoTime) return "NULL";
  return sql_text(core::Timestamp::from_unix_ms(visible_time(ms, quirks.timestamp_digits)).to_string());
}

// The columns after `id` in the order of the query, without `extra`.
std::array<std::string, kExtraColumn> expected_columns(const Thread& t, const Quirks& quirks) {
  return {std::to_string(t.id),
          sql_text(status_text(t, quirks)),
          sql_text(std::to_string(t.inbox)),
          sql_text(std::to_string(t.contact)),
          number_or_null(t.ticket),
          t.assignee == 0 ? "NULL" : sql_text("A-" + std::to_string(t.assignee)),
          sql_text(std::to_string(t.channel)),
          sql_text(std::to_string(t.channel_account)),
          t.spam ? "1" : "0",
          t.archived ? "1" : "0",
          time_or_null(t.created, quirks),
          time_or_null(t.closed, quirks),
          time_or_null(t.latest, quirks),
          time_or_null(t.sent, quirks),
          time_or_null(t.received, quirks)};
}

std::string cell(const SQLite::Column& column) {
  if (column.isNull()) return "NULL";
  if (column.isInteger()) return std::to_string(column.getInt64());
  if (column.isText()) return sql_text(column.getString());
  return column.isFloat() ? std::to_string(column.getDouble()) : "a blob";
}

// The order of members and the white space of the stored object are the mirror's choice.
bool same_json(const std::string& expected, const std::string& actual) {
  if (expected.empty() || actual.empty()) return expected == actual;
  rapidjson::Document a, b;
  a.Parse<rapidjson::kParseIterativeFlag>(expected.data(), expected.size());
  b.Parse<rapidjson::kParseIterativeFlag>(actual.data(), actual.size());
  return !a.HasParseError() && !b.HasParseError() && a == b;
}

Difference compare_row(const Thread& thread, SQLite::Statement& row, const Quirks& quirks) {
  Difference difference{thread.id, "different", {}};
  const auto expected = expected_columns(thread, quirks);
  for (int i = 1; i < kExtraColumn; ++i) {
    const std::string actual = cell(row.getColumn(i));
    const std::string& wanted = expected[static_cast<std::size_t>(i)];
    if (actual != wanted) difference.fields.push_back({row.getColumnName(i), wanted, actual});
  }
  const std::string extra = extra_fields(thread, quirks);
  const auto column = row.getColumn(kExtraColumn);
  const std::string actual = column.isNull() ? std::string() : column.getString();
  if (!same_json(extra, actual)) {
    difference.fields.push_back({"extra", extra.empty() ? "NULL" : sql_text(extra), cell(column)});
  }
  return difference;
}

void note(Comparison& result, std::int64_t& count, Difference difference) {
  ++count;
  if (result.examples.size() < kExamples) result.examples.push_back(std::move(difference));
}

Comparison merge(const World& world, const Quirks& quirks, SQLite::Statement& rows) {
  Comparison result;
  TruthReader truth(world);
  const Thread* thread = truth.next();
  bool has_row = rows.executeStep();
  while (thread != nullptr || has_row) {
    const std::int64_t row_id = has_row ? rows.getColumn(0).getInt64() : 0;
    if (thread != nullptr && (!has_row || thread->id < row_id)) {
      note(result, result.missing, {thread->id, "missing", {}});
    } else if (thread == nullptr || row_id < thread->id) {
      note(result, result.extra, {row_id, "extra", {}});
    } else if (auto difference = compare_row(*thread, rows, quirks); !difference.fields.empty()) {
      note(result, result.different, std::move(difference));
    }
    const bool step_thread = thread != nullptr && (!has_row || thread->id <= row_id);
    const bool step_row = has_row && (thread == nullptr || row_id <= thread->id);
    if (step_thread) {
      ++result.expected;
      thread = truth.next();
    }
    if (step_row) {
      ++result.live;
      has_row = rows.executeStep();
    }
  }
  return result;
}

}  // namespace

core::Result<Comparison> compare_database(const World& world, const Quirks& quirks,
                                          const std::filesystem::path& database) {
  try {
    SQLite::Database connection(database.string(), SQLite::OPEN_READONLY, kBusyTimeoutMs);
    SQLite::Statement rows(connection, kQuery);
    return merge(world, quirks, rows);
  } catch (const SQLite::Exception& error) {
    return core::fail(core::ErrorCode::kIo, "can't read " + database.string() + ": " + error.what(),
                      "give the path of a threadmirror database");
  }
}

std::string Comparison::to_json() const {
  core::JsonWriter json;
  json.begin_object().field("missing", missing).field("extra", extra).field("different", different);
  json.field("expected", expected).field("live", live).key("examples").begin_array();
  for (const Difference& difference : examples) {
    json.begin_object().field("id", std::to_string(difference.id)).field("kind", difference.kind);
    if (!difference.fields.empty()) json.key("fields").begin_object();
    for (const auto& field : difference.fields) {
      json.key(field.column).begin_object().field("expected", field.expected);
      json.field("actual", field.actual).end_object();
    }
    if (!difference.fields.empty()) json.end_object();
    json.end_object();
  }
  json.end_array().end_object();
  return std::string(json.text());
}

}  // namespace threadmirror::fake_hubspot
