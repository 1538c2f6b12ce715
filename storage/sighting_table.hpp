// The table `sightings`: which threads upstream has shown since a reconcile began. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>

#include "storage/sync_types.hpp"

namespace threadmirror::storage {

// Reads and writes within the caller's transaction. Everything throws SQLite::Exception.
class SightingTable {
 public:
  explicit SightingTable(SQLite::Database& database);

  void note(std::int64_t id);
  bool holds(std::int64_t id);
  void clear();
  // The next `limit` live rows of `threads` with an id above `after`.
  LiveRows live_rows(std::int64_t after, std::int64_t limit);

 private:
  SQLite::Statement note_, find_, clear_, live_rows_;
};

}  // namespace threadmirror::storage
