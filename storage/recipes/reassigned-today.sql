-- Threads taken from an assignee today (UTC)
-- Each move that the mirror saw is a line, the latest first; NULL: nobody has it now. A first assignment is no
-- move. Threads that are gone by now are left out.
SELECT c.observed_at, c.thread_id AS thread, t.inbox_id AS inbox, t.status,
       c.old_value AS from_assignee, c.new_value AS to_assignee
FROM thread_changes AS c
JOIN threads AS t ON t.id = c.thread_id
WHERE c.field = 'assigned_to' AND c.old_value IS NOT NULL AND c.observed_at >= date('now')
      AND t.deleted_at IS NULL
ORDER BY c.observed_at DESC, c.rowid DESC
