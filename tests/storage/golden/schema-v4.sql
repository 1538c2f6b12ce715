-- application_id 1953000818, user_version 4
CREATE TABLE threads (
  id                                INTEGER PRIMARY KEY, -- source: id
  status                            TEXT,    -- source: status; OPEN or CLOSED today, other words as they come
  inbox_id                          TEXT,    -- source: inboxId
  associated_contact_id             TEXT,    -- source: associatedContactId; may be a visitor that is no contact
  associated_ticket_id              TEXT,    -- source: threadAssociations.associatedTicketId
  assigned_to                       TEXT,    -- source: assignedTo; an actor id such as A-1234567
  original_channel_id               TEXT,    -- source: originalChannelId; 1000 live chat, 1002 e-mail …
  original_channel_account_id       TEXT,    -- source: originalChannelAccountId
  spam                              INTEGER CHECK (spam IN (0, 1)),     -- source: spam
  archived                          INTEGER CHECK (archived IN (0, 1)), -- source: archived
  created_at                        TEXT,    -- source: createdAt
  closed_at                         TEXT,    -- source: closedAt; only while closed
  latest_message_timestamp          TEXT,    -- source: latestMessageTimestamp
  latest_message_sent_timestamp     TEXT,    -- source: latestMessageSentTimestamp; the latest from our side
  latest_message_received_timestamp TEXT,    -- source: latestMessageReceivedTimestamp; the customer's latest
  extra                             TEXT,    -- JSON object by API name: fields and values that fit no column
  first_seen_at                     TEXT NOT NULL, -- when the mirror first stored this thread
  changed_at                        TEXT NOT NULL, -- when the mirror last saw a change in this row
  deleted_at                        TEXT,    -- when the mirror learned that it is gone upstream; NULL: alive
  deletion_evidence                 TEXT     -- how it learned that; NULL: alive
) STRICT;
CREATE INDEX threads_by_archived ON threads (archived, deleted_at);
CREATE INDEX threads_open ON threads (latest_message_received_timestamp)
  WHERE status = 'OPEN' AND spam IS NOT 1 AND archived IS NOT 1 AND deleted_at IS NULL;
CREATE INDEX threads_deleted ON threads (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE thread_changes (
  thread_id   INTEGER NOT NULL REFERENCES threads (id),
  field       TEXT NOT NULL CHECK (field IN ('status', 'assigned_to', 'inbox_id', 'spam', 'archived',
                                             'associated_contact_id', 'associated_ticket_id', 'deleted_at')),
  old_value   TEXT,          -- as text; a flag is 0 or 1; NULL: it had none
  new_value   TEXT,
  observed_at TEXT NOT NULL  -- when the mirror saw it; the change itself was some time before
) STRICT;
CREATE INDEX thread_changes_by_thread ON thread_changes (thread_id);
CREATE TABLE sync_runs (
  id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again after pruning
  kind         TEXT NOT NULL CHECK (kind IN ('tail', 'backfill', 'reconcile')),
  started_at   TEXT NOT NULL,
  finished_at  TEXT,          -- NULL while it runs
  outcome      TEXT CHECK (outcome IN ('ok', 'failed', 'interrupted')), -- NULL while it runs
  requests     INTEGER NOT NULL, -- HTTP exchanges, retries included
  pages        INTEGER NOT NULL, -- pages committed
  threads_seen INTEGER NOT NULL, -- records in those pages
  inserted     INTEGER NOT NULL,
  updated      INTEGER NOT NULL,
  unchanged    INTEGER NOT NULL, -- equal to the stored row, or left out as an older version
  deleted      INTEGER NOT NULL, -- tombstones set
  rejected     INTEGER NOT NULL, -- records set aside
  error        TEXT              -- why it failed; NULL: it did not
) STRICT;
CREATE TABLE sync_state (
  stream      TEXT PRIMARY KEY NOT NULL,
  watermark   TEXT,             -- tail: all messages up to here are mirrored; never falls
  cursor      TEXT,             -- the upstream's opaque cursor of the next page; NULL: the first page
  in_progress INTEGER NOT NULL CHECK (in_progress IN (0, 1)), -- a pass has begun and not ended
  started_at  TEXT,             -- when the latest pass began
  finished_at TEXT,             -- when the latest complete pass ended
  pages       INTEGER NOT NULL, -- committed in the latest pass
  threads     INTEGER NOT NULL, -- seen in the latest pass
  restarts    INTEGER NOT NULL, -- of the latest pass, after its cursor was refused
  updated_at  TEXT NOT NULL     -- when this row was last written
) STRICT, WITHOUT ROWID;
CREATE TABLE rejected_records (
  id            INTEGER PRIMARY KEY,
  listing       TEXT NOT NULL,    -- where it came from: "active", "archived" …
  record        TEXT NOT NULL,    -- the raw JSON, cut at 64 KiB
  reason        TEXT NOT NULL,    -- what is wrong with it
  first_seen_at TEXT NOT NULL,
  last_seen_at  TEXT NOT NULL,
  seen_count    INTEGER NOT NULL, -- how often the same record came in the same listing
  UNIQUE (listing, record)
) STRICT;
CREATE TABLE mirror_info (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sightings (
  id INTEGER PRIMARY KEY -- as in threads; a sighting may come before the row
) STRICT;
CREATE VIEW sync_status AS
WITH
tail AS (
  SELECT min(watermark) AS watermark, min(finished_at) AS last_poll_at
  FROM sync_state WHERE stream = 'tail' OR stream GLOB 'tail/*'
),
sweeps AS ( -- of several inboxes the one whose sweep is the oldest counts
  SELECT min(finished_at) FILTER (WHERE stream GLOB 'backfill/active*') AS backfill_active,
         min(finished_at) FILTER (WHERE stream GLOB 'backfill/archived*') AS backfill_archived,
         min(finished_at) FILTER (WHERE stream GLOB 'reconcile/active*') AS reconcile_active,
         min(finished_at) FILTER (WHERE stream GLOB 'reconcile/archived*') AS reconcile_archived
  FROM sync_state
),
latest_sweeps AS (
  SELECT max(coalesce(backfill_active, reconcile_active), coalesce(reconcile_active, backfill_active))
           AS active_at,
         max(coalesce(backfill_archived, reconcile_archived), coalesce(reconcile_archived, backfill_archived))
           AS archived_at
  FROM sweeps
),
info AS (
  SELECT max(value) FILTER (WHERE key = 'attention') AS attention,
         max(value) FILTER (WHERE key = 'mass_delete_guard') AS mass_delete_guard,
         max(value) FILTER (WHERE key = 'portal_id') AS portal_id,
         max(value) FILTER (WHERE key = 'created_at') AS created_at,
         max(value) FILTER (WHERE key = 'last_error') AS last_error,
         max(value) FILTER (WHERE key = 'reconcile_error') AS reconcile_error,
         max(value) FILTER (WHERE key = 'backfill_completed_at') AS backfill_completed_at,
         max(value) FILTER (WHERE key = 'backfill_filled_at') AS backfill_filled_at,
         max(value) FILTER (WHERE key = 'quota_pause') AS quota_pause,
         max(value) FILTER (WHERE key = 'reconcile_completed_at') AS reconcile_completed_at,
         CAST(max(value) FILTER (WHERE key = 'reconcile_late_after_seconds') AS INTEGER)
           AS reconcile_late_after,
         coalesce(CAST(max(value) FILTER (WHERE key = 'stalled_after_seconds') AS INTEGER), 210)
           AS stalled_after
  FROM mirror_info
),
ages AS ( -- in seconds; negative where the stored instant lies in the future
  SELECT round((julianday('now') - julianday(tail.last_poll_at)) * 86400.0, 3) AS lag,
         (julianday('now') - julianday(info.created_at)) * 86400.0 AS age,
         CAST(julianday('now') - julianday(coalesce(latest_sweeps.archived_at, info.created_at)) AS INTEGER)
           AS archived_days,
         (julianday('now') - julianday(coalesce(info.reconcile_completed_at, info.backfill_completed_at)))
           * 86400.0 AS reconcile_age
  FROM tail, info, latest_sweeps
),
verdict AS (
  SELECT CASE
    WHEN coalesce(attention, mass_delete_guard) IS NOT NULL OR archived_days >= 25 THEN 'attention'
    WHEN lag IS NULL AND backfill_completed_at IS NULL AND age BETWEEN 0 AND stalled_after THEN 'catching_up'
    WHEN lag IS NULL OR abs(lag) > stalled_after THEN 'stalled'
    WHEN backfill_completed_at IS NULL THEN 'catching_up'
    WHEN abs(reconcile_age) > reconcile_late_after THEN 'stalled'
    ELSE 'current' END AS health
  FROM info, ages
),
counts AS (
  SELECT (SELECT count(*) FROM threads) AS all_rows,
         (SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL) AS deleted,
         (SELECT count(*) FROM threads WHERE archived = 1 AND deleted_at IS NULL) AS archived,
         (SELECT count(*) FROM open_threads) AS open
)
SELECT
  health, -- current, catching_up, stalled or attention
  CASE health -- why, in words; empty when current
    WHEN 'attention' THEN coalesce(attention, mass_delete_guard,
      printf('no sweep of the archived threads has finished for %d days%s; HubSpot purges them after 30, and '
             || 'their last state would be lost', archived_days, coalesce(': ' || reconcile_error, '')))
    WHEN 'stalled' THEN
      CASE WHEN lag IS NULL THEN 'no poll has succeeded yet' || coalesce(': ' || last_error, '')
           WHEN lag < 0 AND abs(lag) > stalled_after
             THEN printf('the last successful poll is stamped %d s in the future', -lag)
                  || coalesce(': ' || last_error, '')
           WHEN abs(lag) > stalled_after
             THEN printf('the last successful poll was %d s ago', lag) || coalesce(': ' || last_error, '')
           ELSE printf('new messages arrive, but no reconcile has finished for %d s, so that closings, '
                       || 'assignments and deletions since then may be missing', abs(reconcile_age))
                || coalesce(': ' || reconcile_error, '') END
    WHEN 'catching_up' THEN 'backfill has not finished'
    ELSE '' END AS cause,
  portal_id,
  watermark,    -- all messages up to here are mirrored
  last_poll_at, -- when the slowest tail last finished a pass
  lag AS lag_seconds,
  reconcile_completed_at AS last_reconcile_at,   -- when both listings had been compared, and deletions confirmed
  archived_at AS last_archived_sweep_at,         -- when the archived threads had last been read to the end
  backfill_completed_at IS NOT NULL AS backfill_complete,
  backfill_completed_at,
  all_rows - deleted AS threads, -- alive upstream, archived ones included
  open AS open_threads,
  archived AS archived_threads,
  deleted AS deleted_threads,
  (SELECT count(*) FROM rejected_records) AS rejected_records,
  active_at AS last_active_sweep_at, -- the same of the active threads
  backfill_filled_at, -- when all threads had been brought that can be listed by time; a sweep by id completes and proves it
  quota_pause -- what rests until the day's quota begins anew, since the reserve for other apps is reached
FROM tail, latest_sweeps, info, ages, verdict, counts;
CREATE VIEW open_threads AS
-- Threads that wait for somebody, one row each: status OPEN, not spam, not archived, not deleted. A thread
-- without a status, or with a status that is neither OPEN nor CLOSED, is not among them.
SELECT * FROM threads
WHERE status = 'OPEN' AND spam IS NOT 1 AND archived IS NOT 1 AND deleted_at IS NULL;
CREATE VIEW awaiting_reply AS
-- Open threads in which the customer spoke last. Where both sides spoke at the same instant, the customer has
-- an answer. HubSpot tells only the latest message of each side: the wait counts from the customer's latest
-- message, even where an earlier one is unanswered, too.
SELECT *,
       latest_message_received_timestamp AS waiting_since,
       max(0, CAST(strftime('%s', 'now') AS INTEGER)
              - CAST(strftime('%s', latest_message_received_timestamp) AS INTEGER)) AS waiting_seconds
FROM open_threads
WHERE latest_message_received_timestamp IS NOT NULL
  AND (latest_message_sent_timestamp IS NULL
       OR latest_message_received_timestamp > latest_message_sent_timestamp);
CREATE VIEW thread_durations AS
-- How long each thread took: one row for each thread that is not spam. Archived and deleted threads are among
-- them, as their work was done; archived and deleted_at tell which they are.
--
-- HubSpot tells when a thread began and, while it is closed, when it was closed. Every other change of status
-- is known only where the mirror saw it, so counts begin at first_seen_at, and a thread that was reopened and
-- closed again between two looks shows neither.
SELECT
  id, status, inbox_id, assigned_to, archived, created_at,
  closed_at,     -- of the latest closing, from HubSpot; NULL while the thread is open
  deleted_at,
  first_seen_at, -- the mirror knows of no change before
  (SELECT min(observed_at) FROM thread_changes WHERE thread_id = threads.id AND field = 'status')
    AS first_status_change_at, -- when the mirror saw it; NULL: it saw none
  (SELECT max(observed_at) FROM thread_changes WHERE thread_id = threads.id AND field = 'status')
    AS last_status_change_at,
  -- From the one to the other, in whole seconds: 0 where there is only one, NULL where there is none.
  (SELECT CAST(round((julianday(max(observed_at)) - julianday(min(observed_at))) * 86400.0, 3) AS INTEGER)
   FROM thread_changes WHERE thread_id = threads.id AND field = 'status')
    AS first_to_last_status_change_seconds,
  -- From created_at to closed_at, both from HubSpot, in whole seconds. After a reopening it counts to the latest
  -- closing. NULL unless the status is CLOSED and both are known; negative where HubSpot's times are.
  CASE WHEN status = 'CLOSED'
       THEN CAST(round((julianday(closed_at) - julianday(created_at)) * 86400.0, 3) AS INTEGER) END
    AS time_to_close_seconds,
  -- How often the mirror saw the status change from CLOSED to OPEN.
  (SELECT count(*) FROM thread_changes
   WHERE thread_id = threads.id AND field = 'status' AND old_value = 'CLOSED' AND new_value = 'OPEN')
    AS reopen_count
FROM threads
WHERE spam IS NOT 1;
CREATE VIEW thread_events AS
-- What happened to threads, a row for each time: opened, closed, reopened, and latest_message (each thread has one).
-- Archived and deleted threads are among them, so that a day's figures do not sink when HubSpot removes old
-- threads; spam is not. Asked for some days (WHERE occurred_at >= '2026-11-15'), it is quicker than daily_activity.
--
-- HubSpot forgets when a thread was closed once it is open again. Such a closing stands at the moment at which the
-- mirror saw it, and so does a reopening: that may be one sweep later. What was undone between two looks, or
-- before the mirror first saw the thread, is not there.
SELECT
  created_at AS occurred_at,   -- NULL: HubSpot tells no moment, and the mirror saw none
  'opened' AS event,
  id AS thread_id,
  inbox_id, assigned_to        -- where the thread lies now, and who has it now
FROM threads WHERE spam IS NOT 1
UNION ALL -- the latest closing of each closed thread
SELECT coalesce(closed_at, (SELECT max(observed_at) FROM thread_changes
                            WHERE thread_id = threads.id AND field = 'status' AND new_value = 'CLOSED')),
       'closed', id, inbox_id, assigned_to
FROM threads WHERE status = 'CLOSED' AND spam IS NOT 1
UNION ALL -- each closing that the mirror saw undone by a reopening: the thread's next status is OPEN
SELECT observed_at, 'closed', thread_id, inbox_id, assigned_to
FROM thread_changes AS closing JOIN threads ON threads.id = closing.thread_id
WHERE field = 'status' AND new_value = 'CLOSED' AND spam IS NOT 1
  AND (SELECT new_value FROM thread_changes AS following
       WHERE following.thread_id = closing.thread_id AND following.rowid > closing.rowid AND field = 'status'
       ORDER BY rowid LIMIT 1) = 'OPEN'
UNION ALL
SELECT observed_at, 'reopened', thread_id, inbox_id, assigned_to
FROM thread_changes JOIN threads ON threads.id = thread_changes.thread_id
WHERE field = 'status' AND old_value = 'CLOSED' AND new_value = 'OPEN' AND spam IS NOT 1
UNION ALL
SELECT latest_message_timestamp, 'latest_message', id, inbox_id, assigned_to
FROM threads WHERE spam IS NOT 1;
CREATE VIEW daily_activity AS
-- What happened on each day (UTC) in each inbox, counted from thread_events, which says what is counted when. A
-- thread counts in the inbox in which it lies now. A day without any of it has no row. What has no moment counts
-- on no day. All days are counted, whichever are asked for; for a few days thread_events is quicker.
SELECT
  substr(occurred_at, 1, 10) AS day,                   -- such as 2026-11-21
  inbox_id,                                            -- NULL: HubSpot tells none
  count(*) FILTER (WHERE event = 'opened') AS opened,  -- threads that began
  count(*) FILTER (WHERE event = 'closed') AS closed,  -- closings; a thread that was closed twice counts twice
  count(*) FILTER (WHERE event = 'reopened') AS reopened, -- changes from CLOSED to OPEN that the mirror saw
  -- Threads whose latest message is of this day: each thread is on one day only.
  count(*) FILTER (WHERE event = 'latest_message') AS last_active
FROM thread_events
WHERE occurred_at IS NOT NULL
GROUP BY day, inbox_id;
CREATE VIEW assignee_load AS
-- Who has how much to do: one row for each assignee of at least one open thread (open_threads says what that
-- is), and one with assigned_to NULL for the open threads that nobody has.
SELECT
  assigned_to,
  count(*) AS open_threads,
  count(*) FILTER (WHERE waits) AS awaiting_reply, -- those that the view awaiting_reply shows
  min(latest_message_received_timestamp) FILTER (WHERE waits)
    AS longest_waiting_since, -- NULL: nobody waits
  max(0, CAST(strftime('%s', 'now') AS INTEGER)
         - CAST(strftime('%s', min(latest_message_received_timestamp) FILTER (WHERE waits)) AS INTEGER))
    AS longest_waiting_seconds
FROM (
  SELECT assigned_to, latest_message_received_timestamp,
         latest_message_received_timestamp IS NOT NULL
           AND (latest_message_sent_timestamp IS NULL
                OR latest_message_received_timestamp > latest_message_sent_timestamp) AS waits
  FROM open_threads
)
GROUP BY assigned_to;
CREATE VIEW inbox_summary AS
-- Each inbox as it is now: one row for each inbox with a thread that is not deleted, and one with inbox_id NULL
-- for threads of which HubSpot tells none. Over all rows, threads, open_threads and archived_threads add up to
-- those of sync_status.
SELECT
  inbox_id,
  count(*) AS threads, -- not deleted; spam and archived ones included
  count(*) FILTER (WHERE open) AS open_threads, -- those that the view open_threads shows
  count(*) FILTER (WHERE open AND assigned_to IS NULL) AS unassigned_threads, -- open, and nobody has them
  count(*) FILTER (WHERE open AND waits) AS awaiting_reply, -- those that the view awaiting_reply shows
  min(latest_message_received_timestamp) FILTER (WHERE open AND waits)
    AS longest_waiting_since, -- NULL: nobody waits
  max(0, CAST(strftime('%s', 'now') AS INTEGER)
         - CAST(strftime('%s', min(latest_message_received_timestamp) FILTER (WHERE open AND waits)) AS INTEGER))
    AS longest_waiting_seconds,
  count(*) FILTER (WHERE archived) AS archived_threads,
  count(*) FILTER (WHERE spam) AS spam_threads,
  max(latest_message_timestamp) FILTER (WHERE spam IS NOT 1) AS latest_message_timestamp
FROM (
  SELECT inbox_id, assigned_to, spam, archived, latest_message_timestamp, latest_message_received_timestamp,
         status = 'OPEN' AND spam IS NOT 1 AND archived IS NOT 1 AS open,
         latest_message_received_timestamp IS NOT NULL
           AND (latest_message_sent_timestamp IS NULL
                OR latest_message_received_timestamp > latest_message_sent_timestamp) AS waits
  FROM threads WHERE deleted_at IS NULL
)
GROUP BY inbox_id;
