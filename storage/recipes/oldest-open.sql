-- The open threads that began the longest ago
-- :limit = 20 -- how many threads at most
-- Where HubSpot tells no beginning, the mirror's first sight of the thread counts.
SELECT id AS thread, inbox_id AS inbox, assigned_to, created_at,
       CAST(julianday('now') - julianday(coalesce(created_at, first_seen_at)) AS INTEGER) AS days_open
FROM open_threads
ORDER BY coalesce(created_at, first_seen_at), id
LIMIT :limit
