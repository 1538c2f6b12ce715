-- How fresh and how complete the mirror is
SELECT health, cause, round(lag_seconds) AS lag_seconds, last_poll_at, watermark, backfill_complete,
       last_reconcile_at
FROM sync_status
