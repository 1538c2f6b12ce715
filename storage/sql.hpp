// Every statement that the store and the reader use, except the schema itself (migrations/). Parameters are
// bound by position, in the order in which the columns are listed. Internal to storage/.
#pragma once

namespace threadmirror::storage::sql {

// --- the connection ---

inline constexpr const char* kApplicationId = "PRAGMA application_id";
inline constexpr const char* kUserVersion = "PRAGMA user_version";
inline constexpr const char* kCountObjects = "SELECT count(*) FROM sqlite_schema";
inline constexpr const char* kBegin = "BEGIN IMMEDIATE";
inline constexpr const char* kCommit = "COMMIT";
inline constexpr const char* kRollback = "ROLLBACK";

// Before anything is read: bounded memory, no memory mapping, nothing that a crafted file could run.
inline constexpr const char* kLimits = R"(
  PRAGMA cache_size = -2048;      -- 2 MiB
  PRAGMA mmap_size = 0;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
)";

// Of the writer, once the file is a mirror. Checkpoints are made by WalGuard, not by SQLite itself.
inline constexpr const char* kJournalModeWal = "PRAGMA journal_mode = WAL";
inline constexpr const char* kDurability = R"(
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA journal_size_limit = 8388608;  -- what a log that once grew is cut back to: 8 MiB
)";

// Not before the schema is up to date: a migration may have to rebuild a table that others refer to.
inline constexpr const char* kForeignKeys = "PRAGMA foreign_keys = ON";

// --- threads ---

inline constexpr const char* kSelectThread = R"(
  SELECT status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to, original_channel_id,
         original_channel_account_id, spam, archived, created_at, closed_at, latest_message_timestamp,
         latest_message_sent_timestamp, latest_message_received_timestamp, extra, changed_at, deleted_at
  FROM threads WHERE id = ?1
)";
inline constexpr const char* kInsertThread = R"(
  INSERT INTO threads (id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to,
    original_channel_id, original_channel_account_id, spam, archived, created_at, closed_at,
    latest_message_timestamp, latest_message_sent_timestamp, latest_message_received_timestamp, extra,
    changed_at, first_seen_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17)
  ON CONFLICT (id) DO NOTHING
)";
inline constexpr const char* kUpdateThread = R"(
  UPDATE threads SET status = ?2, inbox_id = ?3, associated_contact_id = ?4, associated_ticket_id = ?5,
    assigned_to = ?6, original_channel_id = ?7, original_channel_account_id = ?8, spam = ?9, archived = ?10,
    created_at = ?11, closed_at = ?12, latest_message_timestamp = ?13, latest_message_sent_timestamp = ?14,
    latest_message_received_timestamp = ?15, extra = ?16, changed_at = ?17, deleted_at = NULL,
    deletion_evidence = NULL
  WHERE id = ?1
)";
inline constexpr const char* kMarkDeleted = R"(
  UPDATE threads SET deleted_at = ?2, deletion_evidence = ?3, changed_at = ?2
  WHERE id = ?1 AND deleted_at IS NULL
)";
inline constexpr const char* kInsertChange = R"(
  INSERT INTO thread_changes (thread_id, field, old_value, new_value, observed_at) VALUES (?1, ?2, ?3, ?4, ?5)
)";

// --- sightings ---

inline constexpr const char* kNoteSighting = "INSERT OR IGNORE INTO sightings (id) VALUES (?1)";
inline constexpr const char* kFindSighting = "SELECT 1 FROM sightings WHERE id = ?1";
inline constexpr const char* kClearSightings = "DELETE FROM sightings";
inline constexpr const char* kLiveRows = R"(
  SELECT id, EXISTS (SELECT 1 FROM sightings WHERE sightings.id = threads.id), inbox_id
  FROM threads WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2
)";

// --- sync_state ---

inline constexpr const char* kSelectStreams = R"(
  SELECT stream, watermark, cursor, in_progress, started_at, finished_at, pages, threads, restarts
  FROM sync_state WHERE ?1 IS NULL OR stream = ?1 ORDER BY stream
)";
// The last clause leaves a row alone that holds all this already; max() of two values is NULL if one of them
// is.
inline constexpr const char* kSaveStream = R"(
  INSERT INTO sync_state (stream, watermark, cursor, in_progress, started_at, finished_at, pages, threads,
    restarts, updated_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
  ON CONFLICT (stream) DO UPDATE SET
    watermark = coalesce(max(watermark, excluded.watermark), watermark, excluded.watermark),
    cursor = excluded.cursor, in_progress = excluded.in_progress, started_at = excluded.started_at,
    finished_at = excluded.finished_at, pages = excluded.pages, threads = excluded.threads,
    restarts = excluded.restarts, updated_at = excluded.updated_at
  WHERE (excluded.watermark IS NOT NULL AND (watermark IS NULL OR excluded.watermark > watermark))
     OR cursor IS NOT excluded.cursor OR in_progress <> excluded.in_progress
     OR started_at IS NOT excluded.started_at OR finished_at IS NOT excluded.finished_at
     OR pages <> excluded.pages OR threads <> excluded.threads OR restarts <> excluded.restarts
)";
inline constexpr const char* kForgetStream = "DELETE FROM sync_state WHERE stream = ?1";

// --- sync_runs ---

inline constexpr const char* kInsertRun = R"(
  INSERT INTO sync_runs (kind, started_at, finished_at, outcome, requests, pages, threads_seen, inserted,
    updated, unchanged, deleted, rejected, error)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
)";
// While a run goes on only its counters change: SQLite checks a row's constraints of changed columns only,
// and those of `outcome` cost more than all the rest.
inline constexpr const char* kContinueRun = R"(
  UPDATE sync_runs SET requests = ?2, pages = ?3, threads_seen = ?4, inserted = ?5, updated = ?6, unchanged = ?7,
    deleted = ?8, rejected = ?9
  WHERE id = ?1
)";
inline constexpr const char* kEndRun = R"(
  UPDATE sync_runs SET requests = ?2, pages = ?3, threads_seen = ?4, inserted = ?5, updated = ?6, unchanged = ?7,
    deleted = ?8, rejected = ?9, finished_at = ?10, outcome = ?11, error = ?12
  WHERE id = ?1
)";
inline constexpr const char* kInterruptOpenRuns = R"(
  UPDATE sync_runs SET outcome = 'interrupted', finished_at = ?1,
    error = coalesce(error, 'the program ended before the run did')
  WHERE finished_at IS NULL
)";
inline constexpr const char* kPruneRuns = "DELETE FROM sync_runs WHERE finished_at < ?1";
inline constexpr const char* kLatestRuns = R"(
  SELECT id, kind, started_at, finished_at, outcome, requests, pages, threads_seen, inserted, updated,
         unchanged, deleted, rejected, error
  FROM sync_runs WHERE id IN (SELECT max(id) FROM sync_runs GROUP BY kind) ORDER BY id DESC
)";

// --- rejected_records ---

// Gives seen_count: 1 where the record is new.
inline constexpr const char* kSaveRejected = R"(
  INSERT INTO rejected_records (listing, record, reason, first_seen_at, last_seen_at, seen_count)
  VALUES (?1, ?2, ?3, ?4, ?4, 1)
  ON CONFLICT (listing, record) DO UPDATE SET
    reason = excluded.reason, last_seen_at = excluded.last_seen_at, seen_count = seen_count + 1
  RETURNING seen_count
)";
inline constexpr const char* kPruneRejected = "DELETE FROM rejected_records WHERE last_seen_at < ?1";

// --- mirror_info ---

inline constexpr const char* kSelectInfo = "SELECT value FROM mirror_info WHERE key = ?1";
inline constexpr const char* kSaveInfo = R"(
  INSERT INTO mirror_info (key, value) VALUES (?1, ?2)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
)";
inline constexpr const char* kRemoveInfo = "DELETE FROM mirror_info WHERE key = ?1";

// --- reading ---

inline constexpr const char* kSyncStatus = R"(
  SELECT health, cause, portal_id, watermark, last_poll_at, lag_seconds, last_reconcile_at,
         last_archived_sweep_at, backfill_complete, backfill_completed_at, threads, open_threads,
         archived_threads, deleted_threads, rejected_records, last_active_sweep_at,
         backfill_filled_at, quota_pause
  FROM sync_status
)";
inline constexpr const char* kQuickCheck = "PRAGMA quick_check(100)";
inline constexpr const char* kForeignKeyCheck = "PRAGMA foreign_key_check";

}  // namespace threadmirror::storage::sql
