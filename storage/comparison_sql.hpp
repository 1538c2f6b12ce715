// The statements of a comparison: tables of its own in SQLite's temporary database, and the rows to hold
// against them. Parameters are bound by position. Internal to storage/.
#pragma once

namespace threadmirror::storage::sql {

// The connection can't write the mirror in any case; with query_only it could not write its own tables
// either. They live in a file and not in memory, and a rollback keeps what one transaction touched.
inline constexpr const char* kCreateComparison = R"(
  PRAGMA query_only = OFF;
  PRAGMA temp_store = FILE;
  CREATE TEMP TABLE listed (id INTEGER PRIMARY KEY);
  CREATE TEMP TABLE suspects (
    id   INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL -- as DifferenceKind
  );
  CREATE TEMP TABLE suspect_fields (
    id       INTEGER NOT NULL, -- as in suspects
    field    INTEGER NOT NULL, -- position in the list of columns
    mirror   TEXT,
    upstream TEXT,
    PRIMARY KEY (id, field)
  ) WITHOUT ROWID;
  PRAGMA temp.journal_mode = MEMORY;
  PRAGMA temp.cache_size = -2048; -- 2 MiB
)";

inline constexpr const char* kNoteListed = "INSERT OR IGNORE INTO temp.listed (id) VALUES (?1)";
inline constexpr const char* kSaveSuspect = "INSERT INTO temp.suspects (id, kind) VALUES (?1, ?2)";
inline constexpr const char* kSaveSuspectField =
    "INSERT INTO temp.suspect_fields (id, field, mirror, upstream) VALUES (?1, ?2, ?3, ?4)";
inline constexpr const char* kForgetSuspect = "DELETE FROM temp.suspects WHERE id = ?1";
inline constexpr const char* kForgetSuspectFields = "DELETE FROM temp.suspect_fields WHERE id = ?1";
inline constexpr const char* kSelectSuspects =
    "SELECT id, kind FROM temp.suspects WHERE id >= ?1 ORDER BY id LIMIT ?2";
inline constexpr const char* kSelectSuspectFields =
    "SELECT field, mirror, upstream FROM temp.suspect_fields WHERE id = ?1 ORDER BY field";

inline constexpr const char* kUnlistedRows = R"(
  SELECT id, EXISTS (SELECT 1 FROM temp.listed WHERE listed.id = threads.id)
  FROM main.threads WHERE id >= ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2
)";
// The columns that a hand-edited row may hold something unreadable in, as they are.
inline constexpr const char* kSelectThreadTimes = R"(
  SELECT created_at, closed_at, latest_message_timestamp, latest_message_sent_timestamp,
         latest_message_received_timestamp
  FROM main.threads WHERE id = ?1
)";

}  // namespace threadmirror::storage::sql
