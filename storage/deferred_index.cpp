#include "storage/deferred_index.hpp"

#include "storage/sql.hpp"

namespace threadmirror::storage {
namespace {

// A mirror in use keeps its index.
constexpr const char* kHasManyRows = "SELECT count(*) > 10000 FROM (SELECT 1 FROM threads LIMIT 10001)";
constexpr const char* kIsMissing =
    "SELECT count(*) = 0 FROM sqlite_schema WHERE type = 'index' AND name = 'threads_by_archived'";
constexpr const char* kDrop = "DROP INDEX IF EXISTS threads_by_archived";
// As in the migrations, so that the schema is the same afterwards.
constexpr const char* kCreate =
    "CREATE INDEX IF NOT EXISTS threads_by_archived ON threads (archived, deleted_at)";

// While it lives, SQLite sorts in temporary files. Not within a transaction.
class SortInFiles {
 public:
  explicit SortInFiles(SQLite::Database& database) : database_(database) {
    database_.tryExec("PRAGMA temp_store = FILE; PRAGMA cache_size = -256");  // what is sorted at a time
  }
  ~SortInFiles() { database_.tryExec(sql::kLimits); }
  SortInFiles(const SortInFiles&) = delete;
  SortInFiles& operator=(const SortInFiles&) = delete;

 private:
  SQLite::Database& database_;
};

void create(SQLite::Database& database, TransactionStatements& statements) {
  WriteTransaction transaction(statements);
  database.exec(kCreate);
  transaction.commit();
}

bool create_with_files(SQLite::Database& database, TransactionStatements& statements) {
  try {
    const SortInFiles files(database);
    create(database, statements);
    return true;
  } catch (const SQLite::Exception&) {
    return false;
  }
}

}  // namespace

void IndexDeferral::allow(SQLite::Database& database) {
  if (database.execAndGet(kHasManyRows).getInt() == 0) left_ = after_;
}

void IndexDeferral::rows_came(SQLite::Database& database, std::int64_t rows) {
  if (!left_) return;
  *left_ -= rows;
  if (*left_ >= 0) return;
  left_.reset();
  database.exec(kDrop);
}

void build_index(SQLite::Database& database, TransactionStatements& transaction) {
  if (database.execAndGet(kIsMissing).getInt() == 0) return;
  if (!create_with_files(database, transaction)) create(database, transaction);
}

}  // namespace threadmirror::storage
