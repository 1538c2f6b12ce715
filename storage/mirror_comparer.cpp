#include "storage/mirror_comparer.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "storage/comparison_sql.hpp"
#include "storage/comparison_tables.hpp"
#include "storage/reader_connection.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/statement.hpp"
#include "storage/thread_table.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;
using core::ThreadRecord;

constexpr std::int64_t kRowsAtATime = 20000;

struct TimeColumn {
  std::string_view name;
  std::optional<core::Timestamp> ThreadRecord::*value;
};
// In the order of kSelectThreadTimes and of the table, where only `extra` follows.
constexpr std::array<TimeColumn, 5> kTimeColumns{
    {{"created_at", &ThreadRecord::created_at},
     {"closed_at", &ThreadRecord::closed_at},
     {"latest_message_timestamp", &ThreadRecord::latest_message_timestamp},
     {"latest_message_sent_timestamp", &ThreadRecord::latest_message_sent_timestamp},
     {"latest_message_received_timestamp", &ThreadRecord::latest_message_received_timestamp}}};

// Puts a difference in time column number `column` to its place in the table's order.
void insert_in_order(std::vector<FieldDifference>& fields, std::size_t column, FieldDifference difference) {
  const auto comes_later = [column](const FieldDifference& other) {
    return other.field == "extra" ||
           std::any_of(kTimeColumns.begin() + static_cast<std::ptrdiff_t>(column), kTimeColumns.end(),
                       [&](const TimeColumn& later) { return later.name == other.field; });
  };
  const auto place = std::find_if(fields.begin(), fields.end(), comes_later);
  if (place != fields.end() && place->field == difference.field) {
    *place = std::move(difference);
  } else {
    fields.insert(place, std::move(difference));
  }
}

// The mirror itself is only read: what has no room, or can't be made, is a temporary file.
core::Error about_temporary_files(const core::Error& error) {
  if (error.code() != ErrorCode::kDiskFull && error.code() != ErrorCode::kCannotCreate) return error;
  return core::Error(error.code(), "temporary files of the comparison: " + error.message(),
                     "free space in /var/tmp, or let $SQLITE_TMPDIR name a folder with space");
}

class SqliteMirrorComparer final : public MirrorComparer {
 public:
  // `database` has the comparison's tables.
  SqliteMirrorComparer(SQLite::Database database, std::filesystem::path path, InboxFilter is_ours)
      : path_(std::move(path)),
        is_ours_(std::move(is_ours)),
        database_(std::move(database)),
        threads_(database_),
        tables_(database_),
        unlisted_(database_, sql::kUnlistedRows),
        times_(database_, sql::kSelectThreadTimes) {}

  core::Result<std::optional<std::string>> portal_id() override {
    return read([&]() -> std::optional<std::string> {
      SQLite::Statement statement(database_, sql::kSelectInfo);
      Use row(statement, std::string_view("portal_id"));
      return row.step() ? row.maybe_text(0) : std::nullopt;
    });
  }
  core::Status look(std::span<const ThreadRecord> listed) override {
    return read([&] {
      for (const ThreadRecord& record : listed) look_at(record);
    });
  }
  std::int64_t looked_at() const override { return looked_at_; }
  core::Result<std::optional<std::int64_t>> gather_extras(std::optional<std::int64_t> after) override {
    return read([&] { return gather(after); });
  }
  LiveCount live() const override { return live_; }
  core::Result<std::vector<Difference>> suspects(std::optional<std::int64_t> after,
                                                 std::int64_t limit) override {
    return read([&] {
      const auto first = first_after(after);
      return first ? tables_.suspects(*first, limit) : std::vector<Difference>();
    });
  }
  core::Result<std::optional<Difference>> judge(std::int64_t id,
                                                const std::optional<ThreadRecord>& upstream) override {
    return read([&] { return difference_of(id, upstream); });
  }

 private:
  // In one transaction: each call sees one state of the mirror.
  template <typename Work>
  auto read(Work work) -> core::Result<std::invoke_result_t<Work>> {
    const auto handle = [this] { return database_.getHandle(); };
    auto result = guarded(path_, handle, [&] {
      SQLite::Transaction transaction(database_);
      if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
        work();
        transaction.commit();
      } else {
        auto value = work();
        transaction.commit();
        return value;
      }
    });
    if (!result) return core::fail(about_temporary_files(result.error()));
    return result;
  }

  // The lowest id above `after`, where there is one.
  static std::optional<std::int64_t> first_after(std::optional<std::int64_t> after) {
    if (!after) return std::numeric_limits<std::int64_t>::min();
    if (*after == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return *after + 1;
  }

  void look_at(const ThreadRecord& record);
  std::optional<std::int64_t> gather(std::optional<std::int64_t> after);
  std::optional<Difference> difference_of(std::int64_t id, const std::optional<ThreadRecord>& upstream);
  void name_unreadable(const ThreadRecord& upstream, std::vector<FieldDifference>& fields);

  std::filesystem::path path_;
  InboxFilter is_ours_;
  SQLite::Database database_;
  ThreadTable threads_;
  ComparisonTables tables_;
  SQLite::Statement unlisted_, times_;
  std::int64_t looked_at_ = 0;
  LiveCount live_;
};

void SqliteMirrorComparer::look_at(const ThreadRecord& record) {
  if (!is_ours_(record.inbox_id)) return;
  if (tables_.note_listed(record.id)) {
    ++looked_at_;
  } else {
    tables_.forget(record.id);
  }
  const auto difference = difference_of(record.id, record);
  if (difference) tables_.save(*difference);
}

std::optional<std::int64_t> SqliteMirrorComparer::gather(std::optional<std::int64_t> after) {
  const auto first = first_after(after);
  if (!first) return std::nullopt;
  std::int64_t rows = 0;
  std::int64_t last = 0;
  Use row(unlisted_, *first, kRowsAtATime);
  for (; row.step(); ++rows) {
    last = row.integer(0);
    if (row.integer(1) != 0) continue;
    ++live_.unlisted;
    tables_.save({last, DifferenceKind::kExtra, {}});
  }
  live_.live += rows;
  return rows == kRowsAtATime ? std::optional(last) : std::nullopt;
}

std::optional<Difference> SqliteMirrorComparer::difference_of(std::int64_t id,
                                                              const std::optional<ThreadRecord>& upstream) {
  std::optional<StoredThread> row = threads_.find(id);
  if (row && row->deleted_at) row.reset();
  const bool is_upstream = upstream && is_ours_(upstream->inbox_id);
  if (!row && !is_upstream) return std::nullopt;
  if (!is_upstream) return Difference{id, DifferenceKind::kExtra, {}};
  if (!row) return Difference{id, DifferenceKind::kMissing, {}};
  Difference difference{id, DifferenceKind::kDifferent, compare_records(row->record, *upstream)};
  if (!row->readable) name_unreadable(*upstream, difference.fields);
  if (difference.fields.empty()) return std::nullopt;
  return difference;
}

// A timestamp that is none counts as different from whatever upstream has, and is shown as it is.
void SqliteMirrorComparer::name_unreadable(const ThreadRecord& upstream,
                                           std::vector<FieldDifference>& fields) {
  Use row(times_, upstream.id);
  if (!row.step()) return;
  for (std::size_t i = 0; i < kTimeColumns.size(); ++i) {
    auto text = row.maybe_text(static_cast<int>(i));
    if (!text || core::Timestamp::parse(*text)) continue;
    const auto theirs = upstream.*kTimeColumns.at(i).value;
    insert_in_order(fields, i,
                    {kTimeColumns.at(i).name, std::move(text),
                     theirs ? std::optional(theirs->to_string()) : std::nullopt});
  }
}

}  // namespace

core::Result<std::unique_ptr<MirrorComparer>> MirrorComparer::open(const std::filesystem::path& path,
                                                                   InboxFilter is_ours) {
  auto database = open_for_reading(path);
  if (!database) return core::fail(database.error());
  const auto handle = [&] { return database->getHandle(); };
  const auto created = guarded(path, handle, [&] { ComparisonTables::create(*database); });
  if (!created) return core::fail(about_temporary_files(created.error()));
  return guarded(path, handle, [&]() -> std::unique_ptr<MirrorComparer> {
    return std::make_unique<SqliteMirrorComparer>(std::move(*database), path, std::move(is_ours));
  });
}

}  // namespace threadmirror::storage
