// What a comparison keeps beside the mirror: the listed ids and the suspects. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <vector>

#include "storage/difference.hpp"

namespace threadmirror::storage {

// Tables in the connection's temporary database. Reads and writes within the caller's transaction. Everything
// throws SQLite::Exception.
class ComparisonTables {
 public:
  // `database` has the tables already: see `create`.
  explicit ComparisonTables(SQLite::Database& database);
  // Makes the tables, in temporary files with a small cache.
  static void create(SQLite::Database& database);

  // True where the id was not noted before.
  bool note_listed(std::int64_t id);

  void save(const Difference& suspect);  // which is not there yet
  void forget(std::int64_t id);
  // At most `limit` suspects with ids from `first` on, in order.
  std::vector<Difference> suspects(std::int64_t first, std::int64_t limit);

 private:
  std::vector<FieldDifference> fields_of(std::int64_t id);

  SQLite::Statement note_listed_, save_, save_field_, forget_, forget_fields_, select_, select_fields_;
};

}  // namespace threadmirror::storage
