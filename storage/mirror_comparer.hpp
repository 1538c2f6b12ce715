// Holds the mirror against what upstream lists, without writing to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/thread_record.hpp"
#include "storage/difference.hpp"

namespace threadmirror::storage {

// True where the mirror is meant to hold upstream's threads of this inbox.
using InboxFilter = std::function<bool(const std::optional<std::string>& inbox_id)>;

// What `gather_extras` went through.
struct LiveCount {
  std::int64_t live = 0;
  std::int64_t unlisted = 0;  // of these, what upstream did not list
};

// One comparison: `look` for all that upstream lists, `gather_extras` until it says that it is done, then
// `suspects`, and `judge` where a second look is worth it. One thread at a time.
//
// A read-only connection: it takes no write lock and holds no snapshot between two calls, so that a daemon
// may write meanwhile. The ids that upstream listed, and the suspects, are kept in SQLite's temporary files
// ($SQLITE_TMPDIR, $TMPDIR, /var/tmp, /tmp; about 10 bytes a thread): memory does not depend on the number of
// threads. A row with a tombstone counts as no row.
//
// Failures: kBusy, kDatabaseCorrupt, kIo; kDiskFull and kCannotCreate for the temporary files. After a
// failure the comparison is of no more use.
class MirrorComparer {
 public:
  // Opens an existing mirror; failures as of MirrorReader::open. A thread of which `is_ours` is false
  // counts as one that upstream has not: a row for it is extra, as a reconcile sees it.
  static core::Result<std::unique_ptr<MirrorComparer>> open(const std::filesystem::path& path,
                                                            InboxFilter is_ours);
  virtual ~MirrorComparer() = default;

  // The portal that the mirror is bound to; nothing where it is not bound yet.
  virtual core::Result<std::optional<std::string>> portal_id() = 0;

  // Takes threads that upstream listed: those that are missing or differ from their row become suspects. Of a
  // thread that is listed twice the later version counts. A thread without a difference costs one SELECT.
  virtual core::Status look(std::span<const core::ThreadRecord> listed) = 0;
  // How many different threads of ours `look` was given.
  virtual std::int64_t looked_at() const = 0;

  // After the listings' ends: the next live rows with an id above `after` (nothing: from the first one)
  // become suspects where upstream did not list them. Gives the id to go on with, or nothing when there are
  // no more.
  virtual core::Result<std::optional<std::int64_t>> gather_extras(std::optional<std::int64_t> after) = 0;
  virtual LiveCount live() const = 0;

  // The differences as they were seen, in the order of their ids: at most `limit` of those with an id above
  // `after` (nothing: from the first one).
  virtual core::Result<std::vector<Difference>> suspects(std::optional<std::int64_t> after,
                                                         std::int64_t limit) = 0;

  // Compares one thread anew: the row as it is now with `upstream` (empty: upstream has no such thread).
  // Nothing where they agree.
  virtual core::Result<std::optional<Difference>> judge(
      std::int64_t id, const std::optional<core::ThreadRecord>& upstream) = 0;
};

}  // namespace threadmirror::storage
