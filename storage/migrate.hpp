// Brings a schema up to date. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <span>

#include "core/log.hpp"
#include "storage/migrations.hpp"

namespace threadmirror::storage {

// The version that a database has after all `steps`.
int newest_version(std::span<const Migration> steps);

// Runs the steps above the database's `user_version`, each with its new `user_version` in a transaction of
// its own: whatever interrupts it, the schema is the old one or the new one. Foreign keys must be off on the
// connection (so that a step can rebuild a table); what a step leaves dangling is found and undoes it.
// Throws SQLite::Exception.
void migrate(SQLite::Database& database, std::span<const Migration> steps, core::Log& log);

}  // namespace threadmirror::storage
