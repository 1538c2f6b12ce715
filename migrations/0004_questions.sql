-- Views for the questions that people ask. What each one means stands inside it, so that the database itself
-- keeps the words: SELECT sql FROM sqlite_schema WHERE name = 'daily_activity'.
--
-- All of them: a day is a day in UTC. A flag that HubSpot left out counts as no. What HubSpot does not tell,
-- and the mirror did not see, is NULL.

DROP VIEW awaiting_reply;
DROP VIEW open_threads;

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
