-- A backfill that fills the mirror first and proves it afterwards, and a ledger of the day's quota: `sync_status`
-- tells both.

-- How fresh the mirror is: always one row, computed when asked.
DROP VIEW sync_status;
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
