// Opening a mirror for writing: all checks, creation and migration in order. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <filesystem>
#include <span>

#include "core/log.hpp"
#include "core/result.hpp"
#include "storage/migrations.hpp"

namespace threadmirror::storage {

// Gives the connection with its schema up to date. Failures are those of MirrorStore::open; a file that is
// refused stays as it was.
core::Result<SQLite::Database> open_mirror(const std::filesystem::path& path,
                                           std::chrono::milliseconds busy_timeout,
                                           std::span<const Migration> steps, core::Log& log);

}  // namespace threadmirror::storage
