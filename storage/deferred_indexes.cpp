#include "storage/deferred_indexes.hpp"

#include <array>
#include <string>

namespace threadmirror::storage {
namespace {

struct Index {
  const char* name;
  const char* on;  // as in the migrations, so that the schema is the same afterwards
};
// A mirror in use keeps its indexes.
constexpr const char* kHasManyRows = "SELECT count(*) > 10000 FROM (SELECT 1 FROM threads LIMIT 10001)";
constexpr std::array kIndexes{
    Index{"threads_by_archived", "threads (archived, deleted_at)"},
    Index{"threads_open", R"(threads (latest_message_received_timestamp)
  WHERE status = 'OPEN' AND spam IS NOT 1 AND archived IS NOT 1 AND deleted_at IS NULL)"},
    Index{"threads_deleted", "threads (deleted_at) WHERE deleted_at IS NOT NULL"},
};

constexpr const char* kCountIndexes = R"(
  SELECT count(*) FROM sqlite_schema
  WHERE type = 'index' AND name IN ('threads_by_archived', 'threads_open', 'threads_deleted'))";

}  // namespace

void defer_indexes(SQLite::Database& database) {
  if (database.execAndGet(kHasManyRows).getInt() != 0) return;
  for (const Index& index : kIndexes) database.exec(std::string("DROP INDEX IF EXISTS ") + index.name);
}

bool indexes_are_missing(SQLite::Database& database) {
  return database.execAndGet(kCountIndexes).getInt() < static_cast<int>(kIndexes.size());
}

SortInFiles::SortInFiles(SQLite::Database& database) : database_(database) {
  database_.tryExec("PRAGMA temp_store = FILE");
}

SortInFiles::~SortInFiles() { database_.tryExec("PRAGMA temp_store = MEMORY"); }

void build_indexes(SQLite::Database& database) {
  for (const Index& index : kIndexes) {
    database.exec(std::string("CREATE INDEX IF NOT EXISTS ") + index.name + " ON " + index.on);
  }
}

}  // namespace threadmirror::storage
