#include "storage/sighting_table.hpp"

#include "storage/sql.hpp"
#include "storage/statement.hpp"

namespace threadmirror::storage {

SightingTable::SightingTable(SQLite::Database& database)
    : note_(database, sql::kNoteSighting),
      find_(database, sql::kFindSighting),
      clear_(database, sql::kClearSightings),
      live_rows_(database, sql::kLiveRows) {}

void SightingTable::note(std::int64_t id) { Use(note_, id).run(); }

bool SightingTable::holds(std::int64_t id) { return Use(find_, id).step(); }

void SightingTable::clear() { Use(clear_).run(); }

LiveRows SightingTable::live_rows(std::int64_t after, std::int64_t limit) {
  LiveRows rows;
  Use row(live_rows_, after, limit);
  while (row.step()) {
    rows.last_id = row.integer(0);
    ++rows.count;
    if (row.integer(1) == 0) rows.unsighted.push_back({*rows.last_id, row.maybe_text(2)});
  }
  return rows;
}

}  // namespace threadmirror::storage
