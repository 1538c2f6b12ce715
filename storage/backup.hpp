// A copy of a mirror in one file, made while others read and write the mirror.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/result.hpp"

namespace threadmirror::storage {

struct BackupReport {
  std::int64_t threads = 0;  // rows of `threads` in the copy, deleted ones included
  std::uintmax_t bytes = 0;  // of the file
};

// Copies `database` as it is at one moment to `file`: in full, flushed to the disk, verified page by page,
// and then put in place at once, replacing an earlier backup. The copy is a mirror like any other: readable
// as it stands, without a log beside it; put in the database's place it is gone on with.
//
// Until then, and on any failure, what stood at `file` is untouched; an unfinished copy lies beside it as
// `<file>.partial` only if the process was killed, and the next backup writes over it. Reads the mirror as
// any reader does: nobody waits for it. Memory does not grow with the mirror. Blocks for as long as it takes;
// `stop` is asked now and then.
//
// Fails as opening for reading does; with kCannotCreate where `file` is anything but an earlier backup, the
// database itself, or nothing that this user can make; with kInstanceRunning where another backup to the same
// file is under way; with kDiskFull, kReadOnly or kIo; with kDatabaseCorrupt where the copy is not sound (as
// the database itself is not, then); with kCancelled where `stop` returned true.
core::Result<BackupReport> back_up(const std::filesystem::path& database, const std::filesystem::path& file,
                                   const std::function<bool()>& stop);

}  // namespace threadmirror::storage
