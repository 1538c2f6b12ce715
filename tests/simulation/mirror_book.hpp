// What the database must hold, as its commits were acknowledged; checks each commit against it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/sync_types.hpp"
#include "tests/simulation/database_probe.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/truth_book.hpp"

namespace threadmirror::simulation {

// Follows the store from commit to commit and over crashes. SQLite tells it which rows were really written.
class MirrorBook {
 public:
  using TrueNow = std::function<core::Timestamp()>;
  // All must outlive the book.
  MirrorBook(const TruthBook& truth, Referee& referee, TrueNow now)
      : truth_(truth), referee_(referee), now_(std::move(now)) {}

  // Listens to the rows that this connection writes.
  void listen(sqlite3* connection);
  // The connection that was opened last.
  sqlite3* connection() const { return connection_; }

  // A process has opened the database: it must hold what is known, or that and the call under way.
  void attach(DatabaseProbe& probe);
  void detach() { probe_ = nullptr; }

  // A call of the store begins; `page` where it is a commit.
  void begin(const storage::PageCommit* page);
  // Whether a process may die in a call. Where it can't, pages need not be remembered.
  void expect_crashes(bool expected) { remembers_ = expected; }
  // It succeeded, or it failed in a process that lives on; if the process died with it, neither is called.
  void succeeded();
  void failed();

  const std::map<std::int64_t, MirrorRow>& rows() const { return rows_; }
  const std::map<std::string, StreamRow>& streams() const { return streams_; }
  std::optional<core::Timestamp> watermark() const;
  std::int64_t rows_written() const { return rows_written_; }
  // From now on no row may be written.
  void settle(bool settled) { settled_ = settled; }

  // How live rows and truth differ, in words; empty where they don't.
  std::string differences() const;

 private:
  struct Writes {
    std::set<std::int64_t> threads;
    std::vector<std::int64_t> changes;
    bool new_run = false;
    bool new_rejected = false;
  };
  void take_write(std::string_view table, bool is_insert, std::int64_t rowid);
  void check_row(std::int64_t id, const std::optional<MirrorRow>& row);
  void check_history(const std::map<std::int64_t, MirrorRow>& written);
  void check_streams();
  // Why the database is neither what is known, nor that and the call under way or one in doubt; empty where
  // it is.
  std::string explain_after_crash(const std::map<std::int64_t, MirrorRow>& rows,
                                  const std::map<std::string, StreamRow>& streams) const;
  // Why it is not what is known and this call's page (without one: its bookkeeping); empty where it is.
  std::string compare_with_call(const std::optional<storage::PageCommit>& page,
                                const std::map<std::int64_t, MirrorRow>& rows,
                                const std::map<std::string, StreamRow>& streams) const;

  const TruthBook& truth_;
  Referee& referee_;
  TrueNow now_;
  sqlite3* connection_ = nullptr;
  DatabaseProbe* probe_ = nullptr;
  bool has_begun_ = false;  // a process has opened the database before
  bool settled_ = false;
  std::map<std::int64_t, MirrorRow> rows_;
  std::map<std::string, StreamRow> streams_;
  std::int64_t changes_ = 0;
  std::int64_t rows_written_ = 0;
  Writes writes_;
  bool remembers_ = true;
  std::int64_t changes_before_ = 0;  // rows that the connection had written before the call under way
  bool is_call_under_way_ = false;
  bool is_tail_ = false;                     // the call under way is the tail's
  bool may_change_streams_ = false;          // likewise
  std::optional<storage::PageCommit> page_;  // of the call under way
  // Calls that failed since the last that wrote. Their frames may lie whole in the WAL, and a process that
  // recovers it takes such a call for committed: SQLite promises all of it or nothing, not which.
  std::vector<std::optional<storage::PageCommit>> doubts_;
  // What was acknowledged, where the database was found with more than that. Nobody has synced that more:
  // until the next write the power may take it away again.
  struct State {
    std::map<std::int64_t, MirrorRow> rows;
    std::map<std::string, StreamRow> streams;
    std::int64_t changes = 0;
  };
  std::optional<State> synced_;
};

}  // namespace threadmirror::simulation
