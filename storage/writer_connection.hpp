// The one connection that writes, and how it is set up. Internal to storage/.
#pragma once

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <filesystem>

namespace threadmirror::storage {

// Opens an existing file for reading and writing, with bounded memory. Nothing is read or written yet, and a
// close leaves the files as they are until `enable_log` has run. Throws SQLite::Exception.
SQLite::Database open_for_writing(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout);

// Switches to a write-ahead log that stays beside the database after a close, with a sync at every commit.
// Throws SQLite::Exception, also where the file system can't do it.
void enable_log(SQLite::Database& database);

// Moves the log's content into the database and cuts the log to nothing. True when that is done; false, at
// once, where a reader still needs the log or the disk refuses: then it is tried again another time.
bool truncate_log(SQLite::Database& database) noexcept;

}  // namespace threadmirror::storage
