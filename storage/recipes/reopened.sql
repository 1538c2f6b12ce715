-- Threads that were closed and opened again
-- :days = 7 -- how many days back
-- Each time that the mirror saw is a line. Spam and threads that are gone by now are left out.
SELECT c.observed_at AS reopened_at, c.thread_id AS thread, t.inbox_id AS inbox, t.assigned_to, t.status
FROM thread_changes AS c
JOIN threads AS t ON t.id = c.thread_id
WHERE c.field = 'status' AND c.old_value = 'CLOSED' AND c.new_value = 'OPEN'
      AND c.observed_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || :days || ' days')
      AND t.spam IS NOT 1 AND t.deleted_at IS NULL
ORDER BY c.observed_at DESC, c.rowid DESC
