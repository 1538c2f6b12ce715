// The writer: the only connection that changes the database.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "storage/sync_types.hpp"

namespace threadmirror::storage {

struct StoreOptions {
  std::filesystem::path path;
  // How long a foreign lock is waited for before a call fails with kBusy; it can simply be called again.
  std::chrono::milliseconds busy_timeout{2000};
  // An incoming version whose latest message is older than the stored one is taken for a lagging replica's
  // answer, and left out, for so long after the stored row last changed; later it is the truth.
  std::chrono::milliseconds replica_lag{std::chrono::minutes(10)};
  // A reader that stays in one transaction keeps the write-ahead log from being reused, so that it grows with
  // each commit. Above the first size a warning is logged; above the second, commits fail with kBusy until
  // the reader has gone. In bytes.
  std::int64_t wal_warning = std::int64_t{64} << 20;
  std::int64_t wal_ceiling = std::int64_t{1} << 30;
  // A mirror that is being filled keeps all of its indexes up to so many rows (see defer_index).
  std::int64_t index_waits_from = 2000;
  std::string writer_version;  // for `mirror_info.last_writer_version`
};

// Writes the mirror. All calls block on the disk: make them from one thread at a time, not from the event
// loop. Owns its connection. After a failed call the transaction is rolled back and nothing of it is there;
// the object stays usable. The caller holds the InstanceLock.
//
// Failures: kDiskFull, kIo, kReadOnly, kBusy, kDatabaseCorrupt.
class MirrorStore {
 public:
  // Settles how SQLite works in this process; to be called once, before anything is opened and while there is
  // one thread. Without it everything works as well, a little slower.
  static void prepare_process();

  // Opens the database, or creates it, brings its schema up to date, and marks runs that a crash left open as
  // interrupted. Refuses, with the file byte-identical afterwards: kDatabaseForeign, kDatabaseNewer,
  // kDatabaseCorrupt; and kCannotCreate.
  static core::Result<std::unique_ptr<MirrorStore>> open(StoreOptions options, const core::Clock& clock,
                                                         core::Log& log);
  virtual ~MirrorStore() = default;

  // Applies one page in one `BEGIN IMMEDIATE` transaction.
  //  - New ids are inserted; a row that differs in any column is updated, `changed_at` set, and each
  //    difference in a tracked column recorded in `thread_changes`; a row that is equal is not written at
  //    all. The same thread again in the page is compared with what its first record left behind.
  //  - A tombstone that comes back alive is cleared (and that is recorded as a change of deleted_at).
  //  - An older version (see StoreOptions::replica_lag), and one that may be older because the row changed
  //    after `asked_at`, is left out whole.
  //  - `deletions` become tombstones, after the threads; ids that are unknown or gone already are skipped,
  //  and
  //    those of threads that were sighted since the reconcile began, by whatever page: they live.
  //  - A watermark that would fall, or is missing, keeps its stored value.
  //  - If nothing but checkpoints is given, only those are written; a checkpoint that already holds is not.
  virtual core::Result<PageOutcome> commit(PageCommit page) = 0;

  // Writes a run's row as it stands: begins it (no id yet: a row is made, for every kind) or ends it.
  virtual core::Result<Run> save_run(Run run) = 0;
  // Marks the runs that have not ended as interrupted: before a clean end, as `open` does after a crash.
  virtual core::Status interrupt_open_runs() = 0;
  // Removes finished runs, and rejected records not seen again, that are older than `before`.
  virtual core::Status prune(core::Timestamp before) = 0;

  virtual core::Result<std::optional<StreamState>> stream(std::string_view name) = 0;
  virtual core::Result<std::vector<StreamState>> streams() = 0;
  // Forgets the checkpoints of these names, all at once.
  virtual core::Status forget_streams(std::vector<std::string> names) = 0;
  // The next `limit` live rows with an id above `after`, and which of them were not sighted.
  virtual core::Result<LiveRows> live_rows(std::int64_t after, std::int64_t limit) = 0;
  virtual core::Result<std::optional<std::string>> info(std::string_view key) = 0;
  // Writes `mirror_info` entries; an empty optional removes the key. Entries that already hold are not
  // written.
  virtual core::Status set_info(std::string_view key, std::optional<std::string> value) = 0;

  // The mirror is about to be filled: once many rows have come (see index_waits_from) it does without the
  // largest index of `threads` until build_index. Queries stay right, some become slow meanwhile. Does
  // nothing where there are more than 10,000 rows already.
  virtual core::Status defer_index() = 0;
  // Makes it; does nothing where it is there.
  virtual core::Status build_index() = 0;

  // Finds out whether the file at the path is still the one that is open: SQLite itself would go on writing
  // into a file that was renamed, unlinked or replaced. Cheap (a few stat calls); meant for before each
  // cycle. Fails with kIo; the mend is a restart.
  virtual core::Status check_file() = 0;

  // Ends cleanly: checkpoints the WAL as far as readers allow and leaves the -wal and -shm files in place, so
  // that readers without write access can still open the database. Also done by the destructor.
  virtual void close() = 0;
};

}  // namespace threadmirror::storage
