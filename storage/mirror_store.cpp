#include "storage/mirror_store.hpp"

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <utility>

#include "storage/deferred_index.hpp"
#include "storage/file_identity.hpp"
#include "storage/lock_holder.hpp"
#include "storage/migrations.hpp"
#include "storage/mirror_database.hpp"
#include "storage/sighting_table.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/sync_tables.hpp"
#include "storage/thread_table.hpp"
#include "storage/wal_guard.hpp"
#include "storage/write_transaction.hpp"
#include "storage/writer_connection.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

// The connection and everything prepared on it. Declared in the order in which it is built.
struct Session {
  Session(SQLite::Database opened, const StoreOptions& options, core::Log& log)
      : database(std::move(opened)),
        transaction(database),
        threads(database),
        sightings(database),
        streams(database),
        runs(database),
        rejected(database),
        info(database),
        deferral(options.index_waits_from),
        wal(database, options.path, {.warning = options.wal_warning, .ceiling = options.wal_ceiling}, log) {}

  SQLite::Database database;
  TransactionStatements transaction;
  ThreadTable threads;
  SightingTable sightings;
  StreamTable streams;
  RunTable runs;
  RejectedTable rejected;
  InfoTable info;
  IndexDeferral deferral;
  WalGuard wal;
};

void count(PageOutcome& outcome, MergeAction action) {
  switch (action) {
    case MergeAction::kInsert:
      ++outcome.inserted;
      break;
    case MergeAction::kUpdate:
      ++outcome.updated;
      break;
    case MergeAction::kUnchanged:
      ++outcome.unchanged;
      break;
    case MergeAction::kOlder:
      ++outcome.older;
      break;
  }
}

void add(RunCounters& counters, const PageOutcome& outcome) {
  counters.inserted += outcome.inserted;
  counters.updated += outcome.updated;
  counters.unchanged += outcome.unchanged + outcome.older;
  counters.deleted += outcome.deleted;
  counters.rejected += outcome.rejected;
}

// Opens or closes the book of sightings where the page asks for it. True where sightings are to be noted.
bool turn_sightings(Session& session, const PageCommit& page) {
  if (page.sightings != Sightings::kKeep) session.sightings.clear();
  if (page.sightings == Sightings::kBegin) {
    session.info.save(kReconcileStartedKey, page.observed_at.to_string());
  } else if (page.sightings == Sightings::kEnd) {
    session.info.save(kReconcileStartedKey, std::nullopt);
  }
  return session.info.find(kReconcileStartedKey).has_value();
}

void apply_threads(Session& session, const PageCommit& page, const Observation& observation,
                   PageOutcome& outcome) {
  const bool reconciling = turn_sightings(session, page);
  std::vector<Difference>* differences = page.wants_differences ? &outcome.differences : nullptr;
  session.deferral.rows_came(session.database, static_cast<std::int64_t>(page.threads.size()));
  for (const core::ThreadRecord& record : page.threads) {
    count(outcome, session.threads.apply(record, observation, differences));
    if (reconciling) session.sightings.note(record.id);
  }
}

void apply_deletions(Session& session, const PageCommit& page, PageOutcome& outcome) {
  for (const Deletion& deletion : page.deletions) {
    if (session.sightings.holds(deletion.id)) continue;
    if (!session.threads.mark_deleted(deletion, page.observed_at)) continue;
    ++outcome.deleted;
    if (page.wants_differences) outcome.differences.push_back({deletion.id, DifferenceKind::kExtra, {}});
  }
}

PageOutcome apply(Session& session, const PageCommit& page, std::chrono::milliseconds replica_lag) {
  PageOutcome outcome;
  apply_threads(session, page, {page.observed_at, page.asked_at, replica_lag}, outcome);
  apply_deletions(session, page, outcome);
  bool changed = outcome.inserted + outcome.updated + outcome.deleted > 0;
  for (const core::RejectedRecord& record : page.rejected) {
    changed = session.rejected.save(page.listing, record, page.observed_at) || changed;
    ++outcome.rejected;
  }
  for (const StreamState& state : page.streams) session.streams.save(state, page.observed_at);
  for (const auto& [key, value] : page.info) session.info.save(key, value);
  if (page.run) {
    outcome.run = page.run;
    add(outcome.run->counters, outcome);
    const bool quiet = page.run->kind == RunKind::kTail && !page.run->id && !changed;
    if (!quiet) outcome.run->id = session.runs.save(*outcome.run);
  }
  return outcome;
}

class SqliteMirrorStore final : public MirrorStore {
 public:
  SqliteMirrorStore(StoreOptions options, const core::Clock& clock, core::Log& log)
      : options_(std::move(options)), clock_(clock), log_(log) {}
  ~SqliteMirrorStore() override { SqliteMirrorStore::close(); }

  core::Status start(SQLite::Database database);

  core::Result<PageOutcome> commit(PageCommit page) override {
    return write([&](Session& session) { return apply(session, page, options_.replica_lag); });
  }
  core::Result<Run> save_run(Run run) override {
    return write([&](Session& session) {
      run.id = session.runs.save(run);
      return run;
    });
  }
  core::Status interrupt_open_runs() override {
    return write([&](Session& session) { session.runs.interrupt_open_runs(clock_.now()); });
  }
  core::Status prune(core::Timestamp before) override {
    return write([&](Session& session) {
      session.runs.prune(before);
      session.rejected.prune(before);
    });
  }
  core::Result<std::optional<StreamState>> stream(std::string_view name) override {
    return read([&](Session& session) { return session.streams.find(name); });
  }
  core::Result<std::vector<StreamState>> streams() override {
    return read([&](Session& session) { return session.streams.all(); });
  }
  core::Status forget_streams(std::vector<std::string> names) override {
    return write([&](Session& session) {
      for (const std::string& name : names) session.streams.forget(name);
    });
  }
  core::Result<LiveRows> live_rows(std::int64_t after, std::int64_t limit) override {
    return read([&](Session& session) { return session.sightings.live_rows(after, limit); });
  }
  core::Result<std::optional<std::string>> info(std::string_view key) override {
    return read([&](Session& session) { return session.info.find(key); });
  }
  core::Status set_info(std::string_view key, std::optional<std::string> value) override {
    return write([&](Session& session) { session.info.save(key, value); });
  }
  core::Status defer_index() override {
    return read([&](Session& session) { session.deferral.allow(session.database); });
  }
  core::Status build_index() override {
    if (!session_) return closed();
    session_->deferral.end();
    if (auto room = session_->wal.check_room(); !room) return room;
    core::Status built =
        read([](Session& session) { storage::build_index(session.database, session.transaction); });
    if (built) session_->wal.after_commit();
    return built;
  }
  core::Status check_file() override {
    if (!session_) return closed();
    return files_.check();
  }
  void close() override {
    if (!session_) return;
    truncate_log(session_->database);
    session_.reset();
  }

 private:
  static tl::unexpected<core::Error> closed() {
    return core::fail(ErrorCode::kInternal, "the store is used after its close");
  }
  // Says who holds the lock that a call waited for in vain.
  core::Error named(core::Error error) const;

  template <typename Work>
  auto read(Work work) -> core::Result<std::invoke_result_t<Work, Session&>> {
    if (!session_) return closed();
    const auto handle = [this] { return session_->database.getHandle(); };
    return guarded(options_.path, handle, [&] { return work(*session_); })
        .map_error([this](core::Error error) { return named(std::move(error)); });
  }
  // `work` in a transaction of its own; nothing of it stays where anything fails.
  template <typename Work>
  auto write(Work work) -> core::Result<std::invoke_result_t<Work, Session&>> {
    if (!session_) return closed();
    if (auto room = session_->wal.check_room(); !room) return core::fail(room.error());
    auto result = read([&](Session& session) {
      WriteTransaction transaction(session.transaction);
      if constexpr (std::is_void_v<std::invoke_result_t<Work, Session&>>) {
        work(session);
        transaction.commit();
      } else {
        auto value = work(session);
        transaction.commit();
        return value;
      }
    });
    if (result) session_->wal.after_commit();
    return result;
  }

  StoreOptions options_;
  const core::Clock& clock_;
  core::Log& log_;
  OpenFiles files_;
  std::unique_ptr<Session> session_;  // none after close()
};

core::Error SqliteMirrorStore::named(core::Error error) const {
  if (error.code() != ErrorCode::kBusy) return error;
  const auto holder = write_lock_holder(options_.path);
  if (!holder) return error;
  return core::Error(error.code(), error.message() + ": " + *holder + " holds the write lock", error.mend());
}

core::Status SqliteMirrorStore::start(SQLite::Database database) {
  try {
    session_ = std::make_unique<Session>(std::move(database), options_, log_);
  } catch (const SQLite::Exception& exception) {
    // Preparing fails only where a table or column of this schema version is missing, or the disk does.
    core::Error error = translate(describe(exception, nullptr), options_.path);
    if (error.code() != ErrorCode::kInternal) return core::fail(std::move(error));
    return core::fail(translate({SQLITE_CORRUPT, 0, exception.what()}, options_.path));
  }
  const core::Timestamp now = clock_.now();
  int interrupted = 0;
  const auto written = write([&](Session& session) {
    interrupted = session.runs.interrupt_open_runs(now);
    if (!session.info.find("created_at")) session.info.save("created_at", now.to_string());
    session.info.save("last_writer_version", options_.writer_version);
  });
  if (!written) return written;
  if (interrupted > 0)
    log_.info("runs that had not ended are marked as interrupted", {{"runs", interrupted}});
  files_ = OpenFiles::at(options_.path);
  return {};
}

}  // namespace

void MirrorStore::prepare_process() {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // statistics that nobody reads cost a lock for each allocation
  constexpr unsigned kSortedPages = 64;        // are held in memory at least, while an index is built
  sqlite3_config(SQLITE_CONFIG_PMASZ, kSortedPages);
}

core::Result<std::unique_ptr<MirrorStore>> MirrorStore::open(StoreOptions options, const core::Clock& clock,
                                                             core::Log& log) {
  options.path = std::filesystem::absolute(options.path);
  auto database = open_mirror(options.path, options.busy_timeout, embedded_migrations(), log);
  if (!database) return core::fail(database.error());
  auto store = std::make_unique<SqliteMirrorStore>(std::move(options), clock, log);
  if (auto started = store->start(std::move(*database)); !started) return core::fail(started.error());
  return store;
}

}  // namespace threadmirror::storage
