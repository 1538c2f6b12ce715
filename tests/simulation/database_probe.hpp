// Reads the simulated database: through a connection of its own, as any SQL client does, or the writer's.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/thread_record.hpp"

namespace threadmirror::simulation {

using Text = std::optional<std::string>;

// A row of `threads`. Instants of the mirror's own are kept as they are stored.
struct MirrorRow {
  core::ThreadRecord record;
  std::string first_seen_at;
  std::string changed_at;
  Text deleted_at;
  Text deletion_evidence;

  friend bool operator==(const MirrorRow&, const MirrorRow&) = default;
};

// A row of `thread_changes`.
struct ChangeRow {
  std::int64_t thread = 0;
  std::string field;
  Text old_value;
  Text new_value;
};

// What matters here of a row of `sync_state`.
struct StreamRow {
  Text watermark;
  Text cursor;
  bool in_progress = false;

  friend bool operator==(const StreamRow&, const StreamRow&) = default;
};

// The columns of `sync_status` that a simulation checks.
struct StatusRow {
  std::string health;
  std::int64_t threads = 0;
  std::int64_t deleted = 0;
  std::int64_t archived = 0;
  bool backfill_complete = false;
  Text last_poll_at;
};

// Reads through the file system that is SQLite's default. Throws std::runtime_error where that fails: for a
// simulation the end.
class DatabaseProbe {
 public:
  // Opens the database, which must have its tables already.
  explicit DatabaseProbe(const std::string& path);
  // Looks through an open connection, outside its transactions; cheaper, but no proof that others can read.
  // Must go before it.
  explicit DatabaseProbe(sqlite3* connection) : database_(connection) {}

  // What is read while it lives is read in one transaction: cheaper than in several. The probe must outlive
  // it, and nothing may be written meanwhile.
  class Session {
   public:
    explicit Session(DatabaseProbe& probe);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

   private:
    sqlite3_stmt* commit_;
  };

  std::optional<MirrorRow> row(std::int64_t id);
  std::map<std::int64_t, MirrorRow> rows();
  ChangeRow change(std::int64_t rowid);
  std::int64_t count_changes();
  std::map<std::string, StreamRow> streams();
  StatusRow status();
  // "ok", or what SQLite's integrity check complains about.
  std::string integrity();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  Statement prepare(const char* sql);
  // The statement, prepared when it is first needed.
  sqlite3_stmt* use(Statement& statement, const char* sql);
  bool step(sqlite3_stmt* statement);

  std::unique_ptr<sqlite3, Close> own_;  // none where it looks through another's
  sqlite3* database_ = nullptr;
  Statement begin_, commit_, row_, rows_, change_, count_changes_, streams_, status_;
};

}  // namespace threadmirror::simulation
