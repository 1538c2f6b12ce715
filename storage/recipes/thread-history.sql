-- What the mirror saw change in one thread
-- :thread -- the thread's number
SELECT observed_at, field, old_value, new_value
FROM thread_changes
WHERE thread_id = :thread
ORDER BY rowid
