#include "storage/mirror_database.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "storage/database_checks.hpp"
#include "storage/deferred_index.hpp"
#include "storage/location_checks.hpp"
#include "storage/migrate.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/write_transaction.hpp"
#include "storage/writer_connection.hpp"

namespace threadmirror::storage {
namespace {

namespace fs = std::filesystem;

core::Status check_place(const fs::path& path, int newest) {
  if (auto status = ensure_folder(path); !status) return status;
  if (auto status = refuse_network_file_system(path); !status) return status;
  if (auto status = check_access(path); !status) return status;
  if (auto status = inspect_file(path, newest); !status) return status;
  return create_file(path);
}

// A migration may count on every index.
void complete_index(SQLite::Database& database) {
  TransactionStatements transaction(database);
  build_index(database, transaction);
}

}  // namespace

core::Result<SQLite::Database> open_mirror(const fs::path& path, std::chrono::milliseconds busy_timeout,
                                           std::span<const Migration> steps, core::Log& log) {
  const int newest = newest_version(steps);
  if (auto status = check_place(path, newest); !status) return core::fail(status.error());

  std::optional<SQLite::Database> database;
  const auto handle = [&database] { return database ? database->getHandle() : nullptr; };
  const auto identity = guarded(path, handle, [&] {
    database.emplace(open_for_writing(path, busy_timeout));
    return read_identity(*database);
  });
  if (!identity) return core::fail(identity.error());
  // Once more, now that the log has been read too.
  if (!is_blank(*identity)) {
    if (auto status = check_identity(*identity, newest, path); !status) return core::fail(status.error());
  }
  // The first step runs before the switch to a log, so that the file never carries a stranger's identity; the
  // others after it, so that a power cut leaves no rollback journal, without which the file looks damaged.
  const auto ready = guarded(path, handle, [&] {
    migrate(*database, steps.first(std::min<std::size_t>(steps.size(), 1)), log);
    enable_log(*database);
    if (!is_blank(*identity) && identity->schema_version < newest) complete_index(*database);
    migrate(*database, steps, log);
    database->exec(sql::kForeignKeys);
  });
  if (!ready) return core::fail(ready.error());
  return std::move(*database);
}

}  // namespace threadmirror::storage
