#include "storage/migrate.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <string>

#include "storage/sql.hpp"
#include "storage/write_transaction.hpp"

namespace threadmirror::storage {
namespace {

void check_foreign_keys(SQLite::Database& database, const Migration& step) {
  SQLite::Statement dangling(database, sql::kForeignKeyCheck);
  if (!dangling.executeStep()) return;
  throw SQLite::Exception("migration " + std::string(step.name) + " leaves dangling rows in table " +
                              dangling.getColumn(0).getString(),
                          SQLITE_CONSTRAINT_FOREIGNKEY);
}

void run_step(SQLite::Database& database, const Migration& step) {
  TransactionStatements statements(database);
  WriteTransaction transaction(statements);
  database.exec(std::string(step.sql));
  check_foreign_keys(database, step);
  database.exec(std::string(sql::kUserVersion) + " = " + std::to_string(step.version));
  transaction.commit();
}

}  // namespace

int newest_version(std::span<const Migration> steps) { return steps.empty() ? 0 : steps.back().version; }

void migrate(SQLite::Database& database, std::span<const Migration> steps, core::Log& log) {
  const int found = database.execAndGet(sql::kUserVersion).getInt();
  for (const Migration& step : steps) {
    if (step.version <= found) continue;
    run_step(database, step);
    log.info("database schema migrated", {{"step", step.name}, {"version", step.version}});
  }
}

}  // namespace threadmirror::storage
